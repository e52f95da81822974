/**
 * Asks one operation what is wrong with its arguments, under a deadline and once: nothing happens by it, and somebody
 * waits. Never rejects.
 */
import { withDeadline } from '../../../media/clock.ts';
import type { RunPlan } from './attempt-run.ts';
import { cleanText } from './clean-text.ts';

const MAX_PROBLEM_CHARACTERS = 1_000;

/** Undefined: nothing is wrong, or the operation has no check. */
export async function checkBefore(
  { tool, run, clock }: Pick<RunPlan, 'tool' | 'run' | 'clock'>,
  limitMs: number,
): Promise<string | undefined> {
  const { check } = tool;
  if (!check) return undefined;
  const stop = new AbortController();
  const asked = { ...run, signal: AbortSignal.any([run.signal, stop.signal]) };
  try {
    const checking = Promise.resolve().then(() => check(asked));
    const problem = await withDeadline(checking, limitMs, run.signal, `Checking ${tool.operation}`, clock);
    return problem === undefined ? undefined : cleanText(problem, MAX_PROBLEM_CHARACTERS);
  } catch (error) {
    const why = cleanText(error instanceof Error ? error.message : String(error), MAX_PROBLEM_CHARACTERS);
    return `it could not be checked first: ${why}`;
  } finally {
    stop.abort();
  }
}
