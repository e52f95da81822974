/**
 * Asks a tool what is wrong with arguments before anything is done or anybody is asked for a yes. Changes nothing, never
 * throws; a check that gives no answer in time is a problem too.
 */
import type { CheckContext, Tool, ToolContext } from './tool.ts';

/** A check is quick, but a thread of functions that had to be ended needs up to 4 s to start. */
const CHECK_DEADLINE_MS = 8_000;
const MAX_PROBLEM_CHARACTERS = 1_000;

/** A sentence for the model; undefined: nothing is wrong, or the tool has no check. */
export async function problemBefore(
  tool: Pick<Tool, 'name' | 'check'>,
  input: unknown,
  contextOf: (signal: AbortSignal) => ToolContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!tool.check) return undefined;
  const stop = new AbortController();
  const timer = setTimeout(
    () => stop.abort(new Error(`the check gave no answer in ${CHECK_DEADLINE_MS} ms`)),
    CHECK_DEADLINE_MS,
  );
  const either = AbortSignal.any([signal, stop.signal]);
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(either.reason);
  either.addEventListener('abort', onAbort, { once: true });
  try {
    either.throwIfAborted();
    const problem = await Promise.race([tool.check(input, readingOnly(contextOf(either))), stopped]);
    return problem === undefined ? undefined : `${tool.name} was not run: ${bounded(problem)}`;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `${tool.name} was not run, because it could not be checked first: ${bounded(why)}`;
  } finally {
    clearTimeout(timer);
    either.removeEventListener('abort', onAbort);
  }
}

/** Of what a running tool is given, what cannot change anything. */
export const readingOnly = ({
  callId,
  userId,
  agent,
  callKey,
  timeZone,
  snapshotId,
  nowMs,
  signal,
  memory,
}: ToolContext): CheckContext => ({
  callId,
  userId,
  agent,
  callKey,
  timeZone,
  ...(snapshotId === undefined ? {} : { snapshotId }),
  nowMs,
  signal,
  memory: { recall: (...asked) => memory.recall(...asked) },
});

const bounded = (text: string): string => text.slice(0, MAX_PROBLEM_CHARACTERS);
