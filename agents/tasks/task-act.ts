/**
 * Running one tool for a task: under its deadline, tried again only where that is safe, and with an honest end. Knows
 * no plan and writes nothing down: its caller made the intent durable before, and makes the outcome durable after.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LookUp, Tool, ToolContext } from '../acting/tool.ts';
import { UnknownOutcomeError } from '../acting/unknown-outcome.ts';

export interface ActOutcome {
  outcome: 'ok' | 'error' | 'unknown';
  /** For the planner. */
  text: string;
}
export type ContextOf = (signal: AbortSignal) => ToolContext;

/** A tool from afar has its own retries in the toolbox; a function that did not answer is tried this often in all. */
const TRIES = 3;
const FIRST_WAIT_MS = 200;
const LOOK_UP_DEADLINE_MS = 10_000;
const MAX_RESULT_CHARACTERS = 8_000;

export const mayRepeat = (tool: Pick<Tool, 'tier' | 'honoursKey'>): boolean => tool.tier === 'read' || tool.honoursKey;

/** Never throws, unless `signal` aborts: then nothing is known, and its reason is thrown. */
export async function act(tool: Tool, input: unknown, contextOf: ContextOf, signal: AbortSignal): Promise<ActOutcome> {
  for (let tried = 1; ; tried += 1) {
    const result = await attempt(tool, input, contextOf, signal);
    if (!('unsure' in result)) return result;
    if (mayRepeat(tool) && tried < TRIES && tool.source === undefined) {
      await sleep(FIRST_WAIT_MS * 2 ** (tried - 1) * (0.5 + Math.random()), undefined, { signal });
      continue;
    }
    if (tool.tier === 'read') return { outcome: 'error', text: `${tool.name} failed: ${result.unsure}` };
    return await settle(tool, input, contextOf, signal, result.unsure);
  }
}

/**
 * What became of an effect that was begun and of which nothing was heard. Asks the tool's own look-up; without one it
 * stays unknown. `error` means that it did not happen.
 */
export async function settle(
  tool: Tool,
  input: unknown,
  contextOf: ContextOf,
  signal: AbortSignal,
  why: string,
): Promise<ActOutcome> {
  const unknown = (said: string): ActOutcome => ({
    outcome: 'unknown',
    text: `${tool.name} may or may not have worked: ${said}`,
  });
  if (!tool.lookUp) return unknown(why);
  const found = await lookUp(tool, input, contextOf, signal);
  if (found.state === 'done') return { outcome: 'ok', text: bounded(found.text) };
  if (found.state === 'not-done') return { outcome: 'error', text: `${tool.name} did not happen: ${why}` };
  return unknown(found.why);
}

async function lookUp(tool: Tool, input: unknown, contextOf: ContextOf, signal: AbortSignal): Promise<LookUp> {
  const late = AbortSignal.timeout(LOOK_UP_DEADLINE_MS);
  const either = AbortSignal.any([signal, late]);
  try {
    const asked = tool.lookUp?.(input, contextOf(either));
    const found = asked && (await Promise.race([asked, aborted(either)]));
    return found ?? { state: 'unknown', why: 'it cannot be looked up' };
  } catch (error) {
    signal.throwIfAborted();
    return { state: 'unknown', why: `looking it up failed: ${sentence(error)}` };
  }
}

async function attempt(
  tool: Tool,
  input: unknown,
  contextOf: ContextOf,
  signal: AbortSignal,
): Promise<ActOutcome | { unsure: string }> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new Error(`no answer in ${tool.deadlineMs} ms`)), tool.deadlineMs);
  const either = AbortSignal.any([signal, stop.signal]);
  try {
    const text = await Promise.race([tool.run(input, contextOf(either)), aborted(either)]);
    return { outcome: 'ok', text: bounded(text) };
  } catch (error) {
    signal.throwIfAborted();
    if (either.aborted || error instanceof UnknownOutcomeError) return { unsure: sentence(error) };
    return { outcome: 'error', text: bounded(`${tool.name} failed: ${sentence(error)}`) };
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
