/**
 * Runs one tool once, under its deadline, and says honestly how that ended: what was begun and not heard of is looked
 * up, never guessed. Writes nothing down and grants nothing; never throws.
 */
import type { LookUp, Tool, ToolContext } from './tool.ts';
import { UnknownOutcomeError } from './unknown-outcome.ts';

export interface RunOutcome {
  outcome: 'ok' | 'error' | 'unknown';
  /** For the model. */
  text: string;
}
export type ContextOf = (signal: AbortSignal) => ToolContext;

/** What a tool may give back to the model; the rest is cut with a note. */
const MAX_RESULT_CHARACTERS = 8_000;
const LOOK_UP_DEADLINE_MS = 10_000;

export async function runTool(
  tool: Tool,
  input: unknown,
  contextOf: ContextOf,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new Error(`no answer in ${tool.deadlineMs} ms`)), tool.deadlineMs);
  const either = AbortSignal.any([signal, stop.signal]);
  try {
    const text = await Promise.race([tool.run(input, contextOf(either)), aborted(either)]);
    return { outcome: 'ok', text: bounded(text) };
  } catch (error) {
    const unsure = tool.tier !== 'read' && (either.aborted || error instanceof UnknownOutcomeError);
    if (!unsure) return { outcome: 'error', text: bounded(`${tool.name} failed: ${sentence(error)}`) };
    if (tool.honoursKey && !tool.lookUp)
      return {
        outcome: 'error',
        text: `${tool.name} failed: ${sentence(error)}. It may have happened; asking for exactly the same again is safe.`,
      };
    return await settle(tool, input, contextOf, sentence(error));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What became of an effect that was begun and of which nothing was heard (`why`): the tool's own look-up says. `error`
 * means that it did not happen. The turn that wanted it may be over; what happened is worth knowing all the same.
 */
export async function settle(tool: Tool, input: unknown, contextOf: ContextOf, why: string): Promise<RunOutcome> {
  const unknown = (said: string): RunOutcome => ({
    outcome: 'unknown',
    text: `${tool.name} may or may not have worked: ${said}`,
  });
  if (!tool.lookUp) return unknown(why);
  const found = await lookUp(tool, input, contextOf);
  if (found.state === 'done') return { outcome: 'ok', text: bounded(found.text) };
  if (found.state === 'unknown') return unknown(`${why}; ${found.why}`);
  const again = tool.honoursKey ? ' It may be tried again.' : ' It is not tried again by itself.';
  return { outcome: 'error', text: `${tool.name} did not happen: ${why}.${again}` };
}

async function lookUp(tool: Tool, input: unknown, contextOf: ContextOf): Promise<LookUp> {
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new Error(`looking it up took longer than ${LOOK_UP_DEADLINE_MS} ms`)),
    LOOK_UP_DEADLINE_MS,
  );
  try {
    const asked = tool.lookUp?.(input, contextOf(late.signal));
    return (asked && (await Promise.race([asked, aborted(late.signal)]))) ?? { state: 'unknown', why: 'no look-up' };
  } catch (error) {
    return { state: 'unknown', why: `looking it up failed: ${sentence(error)}` };
  } finally {
    clearTimeout(timer);
  }
}

const bounded = (text: string): string =>
  text.length <= MAX_RESULT_CHARACTERS
    ? text
    : `${text.slice(0, MAX_RESULT_CHARACTERS)} [cut: ${text.length} characters in all]`;
const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error('it was stopped'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
