/**
 * Runs one operation to an outcome that is known or said to be unknown. Tried again when nobody knows what happened,
 * three times with jitter, and only where another try cannot act twice: reads, and tools that honour the key. Else the
 * declared look-up is asked. Never rejects; never outlasts its deadline.
 */
import { type Clock, sleep, withDeadline } from '../../../media/clock.ts';
import { cleanText } from './clean-text.ts';
import type { Source, SourceLookUp, SourceResult, SourceRun, SourceTool } from './source.ts';
import type { RunResponse } from './toolbox-api.ts';

/** After the first try. */
const RETRIES = 3;
const FIRST_PAUSE_MS = 200;
/** Asking what happened takes no longer than this, and has this much of the deadline to itself. */
const LOOK_UP_MS = 2_000;
/** Half of it reaches the model; what a look-up or an undo is given is this. */
export const MAX_RESULT_CHARACTERS = 16_000;

export interface RunPlan {
  source: Pick<Source, 'run'>;
  tool: SourceTool;
  run: SourceRun;
  /** For all tries and the look-up together. */
  deadlineMs: number;
  clock: Clock;
  /** 0 to 1. */
  random(): number;
}

export async function attemptRun(plan: RunPlan): Promise<RunResponse> {
  const { tool, run, clock } = plan;
  const endMs = clock.nowMs() + plan.deadlineMs;
  const lookUpMs = tool.lookUp && tool.tier !== 'read' ? Math.min(LOOK_UP_MS, plan.deadlineMs / 4) : 0;
  const mayAgain = tool.tier === 'read' || tool.honoursKey;
  let mayHaveActed = false;
  let last: SourceResult = { outcome: 'broken', text: 'it was never tried', noEffect: true };
  let attempts = 0;
  while (attempts <= RETRIES && !run.signal.aborted) {
    const leftMs = endMs - lookUpMs - clock.nowMs();
    if (leftMs <= 0) break;
    if (attempts > 0 && !(await pause(plan, attempts, leftMs))) break;
    attempts += 1;
    last = await once(plan, endMs - lookUpMs - clock.nowMs());
    if (last.outcome === 'ok') return { outcome: 'ok', text: last.text, attempts, retryable: false };
    if (last.outcome === 'failed') break;
    if (!last.noEffect) mayHaveActed = true;
    if (!last.noEffect && !mayAgain) break;
  }
  if (last.outcome === 'failed' && !mayHaveActed)
    return { outcome: 'error', text: last.text, attempts, retryable: false };
  if (tool.tier === 'read' || !mayHaveActed)
    return { outcome: 'error', text: last.text, attempts, retryable: !run.signal.aborted };
  return await settle(plan, attempts, last.text, Math.max(0, endMs - clock.nowMs()));
}

/** False when there is no time for the pause and a try after it, or the run was stopped. */
async function pause({ run, clock, random }: RunPlan, attempts: number, leftMs: number): Promise<boolean> {
  const pauseMs = FIRST_PAUSE_MS * 2 ** (attempts - 1) * (0.5 + random());
  if (pauseMs >= leftMs) return false;
  try {
    await sleep(pauseMs, run.signal, clock);
    return true;
  } catch {
    return false;
  }
}

async function once({ source, tool, run, clock }: RunPlan, leftMs: number): Promise<SourceResult> {
  const stop = new AbortController();
  const signal = AbortSignal.any([run.signal, stop.signal]);
  try {
    // The first answer counts: one that comes after the deadline, or a second one, has nobody to listen.
    const running = Promise.resolve().then(() => source.run({ ...run, signal }));
    const result = await withDeadline(running, leftMs, run.signal, tool.operation, clock);
    return { ...result, text: cleanText(String(result.text), MAX_RESULT_CHARACTERS) };
  } catch (error) {
    return { outcome: 'broken', text: sentence(error) };
  } finally {
    stop.abort();
  }
}

/** What a lost answer was. Also without a look-up, nobody is told that nothing happened. */
async function settle(plan: RunPlan, attempts: number, why: string, leftMs: number): Promise<RunResponse> {
  const found = plan.run.signal.aborted ? undefined : await lookUp(plan, Math.min(leftMs, LOOK_UP_MS));
  if (found?.state === 'done') return { outcome: 'ok', text: found.text, attempts, retryable: false };
  if (found?.state === 'not-done')
    return { outcome: 'error', text: `It surely did not happen: ${why}`, attempts, retryable: true };
  const unsaid = found ? ` Looking it up did not tell either: ${found.why}` : '';
  return { outcome: 'unknown', text: `${why}${unsaid}`, attempts, retryable: false };
}

/** Undefined: the tool declares none. Never rejects. */
export async function lookUp(
  { tool, run, clock }: Pick<RunPlan, 'tool' | 'run' | 'clock'>,
  limitMs: number,
): Promise<SourceLookUp | undefined> {
  if (!tool.lookUp) return undefined;
  const stop = new AbortController();
  const asked = { ...run, signal: AbortSignal.any([run.signal, stop.signal]) };
  try {
    const ask = tool.lookUp;
    const looking = Promise.resolve().then(() => ask(asked));
    const found = await withDeadline(looking, limitMs, run.signal, `Looking up ${tool.operation}`, clock);
    return found.state === 'done' ? { ...found, text: cleanText(found.text, MAX_RESULT_CHARACTERS) } : found;
  } catch (error) {
    return { state: 'unknown', why: sentence(error) };
  } finally {
    stop.abort();
  }
}

const sentence = (error: unknown): string => cleanText(error instanceof Error ? error.message : String(error), 1_000);
