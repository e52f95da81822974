/**
 * The functions of an agent file as a source of tools: each run goes to the thread of that file, which is started with
 * the source and again after it ended. A file that is edited is another source, with a thread and state of its own.
 */
import { z } from 'zod';
import type { Clock } from '../../../../media/clock.ts';
import type { Tool } from '../../tool.ts';
import type { Source, SourceLookUp, SourceResult, SourceRun, SourceTool } from '../source.ts';
import { type Asked, FunctionLife } from './function-life.ts';
import type { FunctionsConfig } from './functions-config.ts';
import type { FunctionRun, ThreadStart } from './thread-messages.ts';

export interface FunctionSourceDependencies {
  /** As the file declares them now. */
  functions: ReadonlyMap<string, Tool>;
  memory: ThreadStart['memory'];
  clock: Clock;
  log: { warn(facts: Record<string, unknown>, message: string): void };
}

export function openFunctions(config: FunctionsConfig, dependencies: FunctionSourceDependencies): Source {
  const { functions, memory, clock, log } = dependencies;
  const { file, version, agent } = config;
  let closed = false;
  let life: FunctionLife | undefined;
  const living = (): FunctionLife => {
    life ??= new FunctionLife({
      start: { file, version, memory },
      clock,
      warn: (facts, message) => log.warn(facts, message),
      onOver: (wanted) => {
        life = undefined;
        // Soon, so that the next run need not wait; one that ended by itself is started when it is wanted.
        if (wanted && !closed) living();
      },
    });
    return life;
  };
  const ask = async (what: FunctionRun['what'], run: SourceRun, result?: string): Promise<Asked> => {
    if (closed) return { state: 'lost', begun: false, why: `the functions of ${agent} are closed` };
    const { operation, input, callKey, userId, signal, origin } = run;
    const { callId = '', timeZone = 'UTC', nowMs = Date.now() } = origin ?? {};
    const context = { callId, userId, agent: origin?.agent ?? agent, callKey, timeZone, nowMs };
    return await living().ask(
      { what, tool: operation, input, context, ...(result !== undefined && { result }) },
      signal,
    );
  };
  living();
  return {
    kind: 'function',
    name: config.name,
    list: async () =>
      [...functions.values()].map((tool) => ({
        ...described(tool),
        ...(tool.check && { check: async (run: SourceRun) => checked(await ask('check', run)) }),
        ...(tool.lookUp && { lookUp: async (run: SourceRun) => lookedUp(await ask('look-up', run)) }),
        ...(tool.undo && {
          undo: async (run: SourceRun & { result: string }) => resultOf(await ask('undo', run, run.result)),
        }),
      })),
    ready: async () => {
      if (!closed) await living().started;
    },
    run: async (run) => resultOf(await ask('run', run)),
    async close() {
      closed = true;
      await life?.end(`the functions of ${agent} are closed`);
    },
  };
}

const described = (tool: Tool): SourceTool => ({
  operation: tool.name,
  description: tool.description,
  label: tool.label,
  jsonSchema: { ...(tool.jsonSchema ?? z.toJSONSchema(tool.parameters, { io: 'input', unrepresentable: 'any' })) },
  checksItself: true,
  tier: tool.tier,
  deadlineMs: tool.deadlineMs,
  honoursKey: tool.honoursKey,
  ...(tool.limits && { limits: tool.limits }),
});

function resultOf(asked: Asked): SourceResult {
  switch (asked.state) {
    case 'ok':
      return { outcome: 'ok', text: asked.text };
    case 'failed':
      return { outcome: 'failed', text: asked.text };
    case 'refused':
      return { outcome: 'failed', text: asked.text, noEffect: true };
    case 'unsure':
      return { outcome: 'broken', text: asked.text };
    case 'lost':
      return { outcome: 'broken', text: asked.why, noEffect: !asked.begun };
    case 'stopped':
    case 'checked':
    case 'found':
      return { outcome: 'broken', text: 'it was stopped' };
  }
}

function lookedUp(asked: Asked): SourceLookUp {
  switch (asked.state) {
    case 'found':
      return asked.found;
    case 'lost':
      return { state: 'unknown', why: asked.why };
    case 'failed':
    case 'refused':
    case 'unsure':
      return { state: 'unknown', why: asked.text };
    case 'ok':
    case 'checked':
    case 'stopped':
      return { state: 'unknown', why: 'it was stopped' };
  }
}

/** Throws when the function could not say. */
function checked(asked: Asked): string | undefined {
  switch (asked.state) {
    case 'checked':
      return asked.problem;
    case 'refused':
      return asked.text;
    case 'lost':
      throw new Error(asked.why);
    case 'failed':
    case 'unsure':
      throw new Error(asked.text);
    case 'ok':
    case 'found':
    case 'stopped':
      throw new Error('it was stopped');
  }
}
