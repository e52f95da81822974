/**
 * What the agent file's look-up and undo operations are called with, and how a look-up's answer is read. The key stands
 * in the arguments under the name that the operation declares for it, and always in the metadata.
 */
import { z } from 'zod';
import type { SourceLookUp, SourceResult, SourceRun, SourceTool } from '../source.ts';
import type { McpConfig } from './mcp-tools.ts';

const KEY_NAMES = ['key', 'callKey', 'call_key', 'idempotencyKey', 'idempotency_key'];

export interface Compensating {
  config: McpConfig;
  /** Also of the operations that the agent itself is not offered. */
  known(operation: string): SourceTool | undefined;
  call(operation: string, input: unknown, run: SourceRun): Promise<SourceResult>;
}

/** The tool with what the agent file says of looking its effect up and taking it back. */
export function withCompensation(tool: SourceTool, { config, known, call }: Compensating): SourceTool {
  const { lookUp, undo } = config.operations[tool.operation] ?? {};
  const whole = { ...tool };
  if (lookUp !== undefined)
    whole.lookUp = async (run) => {
      const by = known(lookUp);
      if (!by) return { state: 'unknown', why: `${config.name} has no operation "${lookUp}".` };
      return lookUpOf(lookUp, await call(lookUp, argumentsFor(by, run), run));
    };
  if (undo !== undefined)
    whole.undo = async (run) => {
      const by = known(undo);
      if (!by) return { outcome: 'failed', text: `${config.name} has no operation "${undo}".`, noEffect: true };
      return call(undo, argumentsFor(by, run), run);
    };
  return whole;
}

/** Of the operation's own arguments: the key, the result of what is taken back, and those the first call had as well. */
function argumentsFor(
  tool: SourceTool,
  call: Pick<SourceRun, 'callKey' | 'input'> & { result?: string },
): Record<string, unknown> {
  const { properties } = tool.jsonSchema;
  const declared = properties && typeof properties === 'object' ? Object.keys(properties) : [];
  const first: Record<string, unknown> = call.input && typeof call.input === 'object' ? { ...call.input } : {};
  const given: Record<string, unknown> = {};
  for (const name of declared) {
    if (KEY_NAMES.includes(name)) given[name] = call.callKey;
    else if (name === 'result' && call.result !== undefined) given[name] = call.result;
    else if (Object.hasOwn(first, name)) given[name] = first[name];
  }
  return given;
}

const verdict = z.object({ state: z.enum(['done', 'not-done', 'unknown']), text: z.string().optional() });

/** Only a plain verdict counts: `{"state": "done" | "not-done" | "unknown", "text": "..."}`. */
function lookUpOf(operation: string, result: SourceResult): SourceLookUp {
  if (result.outcome !== 'ok') return { state: 'unknown', why: result.text };
  let value: unknown;
  try {
    value = JSON.parse(result.text);
  } catch {
    value = undefined;
  }
  const read = verdict.safeParse(value);
  if (!read.success)
    return { state: 'unknown', why: `The look-up "${operation}" did not answer with a "state" that can be read.` };
  const { state, text } = read.data;
  if (state === 'done') return { state, text: text ?? result.text };
  return state === 'unknown' ? { state, why: text ?? `The look-up "${operation}" does not know.` } : { state };
}
