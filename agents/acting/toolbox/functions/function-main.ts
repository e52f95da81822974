/**
 * The thread in which the functions of one agent file run: it may compute, block and keep state of its own, and reaches
 * nothing of the calls. What goes wrong here is told to the tool-worker, which ends the thread when it does not react.
 */
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { agentFile } from '../../../catalog/agent-definition.ts';
import { createMemoryClient } from '../../../memory/client.ts';
import { readingOnly } from '../../check-tool.ts';
import type { LookUp, Tool, ToolContext } from '../../tool.ts';
import { functionsIn } from './functions-config.ts';
import {
  type FromThread,
  type FunctionEnd,
  type FunctionRun,
  GATE,
  type ThreadStart,
  type ToThread,
} from './thread-messages.ts';

/** Far above what a model is shown; what is longer is not carried over. */
const MAX_TEXT_CHARACTERS = 1_000_000;

const port = parentPort;
if (!port) throw new Error('function-main.ts runs in a thread only.');
const start: ThreadStart = workerData;
const tell = (message: FromThread): void => port.postMessage(message);
const warn = (error: unknown, message: string): void => tell({ type: 'warning', why: sentence(error), message });
// What nobody waited for is no reason to end what others wait for.
process.on('uncaughtException', (error) => warn(error, 'a function failed where nobody waited for it'));
process.on('unhandledRejection', (error) => warn(error, 'a function failed where nobody waited for it'));

const memory = createMemoryClient({
  ...start.memory,
  log: {
    info: () => {},
    warn: (_, message) => warn('the memory of its callers', message),
  },
});
const running = new Map<number, AbortController>();

try {
  const functions = await load();
  port.on('message', (message: ToThread) => {
    if (message.type === 'stop') running.get(message.id)?.abort(new Error(message.reason));
    else if (Atomics.compareExchange(new Int32Array(message.gate), 0, GATE.waiting, GATE.begun) === GATE.waiting)
      void carryOut(message.id, message.run, functions.get(message.run.tool));
  });
  tell({ type: 'ready' });
} catch (error) {
  tell({ type: 'unusable', why: sentence(error) });
}

async function load(): Promise<Map<string, Tool>> {
  const url = pathToFileURL(start.file);
  url.searchParams.set('v', start.version);
  const module: unknown = await import(url.href);
  const exported = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
  const parsed = agentFile.safeParse(exported);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  return functionsIn(parsed.data.tools);
}

async function carryOut(id: number, run: FunctionRun, tool: Tool | undefined): Promise<void> {
  const stop = new AbortController();
  running.set(id, stop);
  const { promise: stopped, resolve } = Promise.withResolvers<FunctionEnd>();
  stop.signal.addEventListener('abort', () => resolve({ state: 'stopped' }), { once: true });
  const end = await Promise.race([perform(run, tool, stop.signal), stopped]);
  running.delete(id);
  tell({ type: 'ended', id, end });
}

async function perform(run: FunctionRun, tool: Tool | undefined, signal: AbortSignal): Promise<FunctionEnd> {
  if (!tool) return { state: 'refused', text: `${start.file} has no function ${JSON.stringify(run.tool)} now.` };
  try {
    const parsed = await tool.parameters.safeParseAsync(run.input);
    if (!parsed.success)
      return {
        state: 'refused',
        text: `The arguments of ${tool.name} are not valid: ${z.prettifyError(parsed.error)}`,
      };
    const context = contextOf(run, tool, signal);
    switch (run.what) {
      case 'run':
        return { state: 'ok', text: bounded(await tool.run(parsed.data, context)) };
      case 'check': {
        const problem = await tool.check?.(parsed.data, readingOnly(context));
        return problem === undefined ? { state: 'checked' } : { state: 'checked', problem: bounded(problem) };
      }
      case 'look-up':
        return { state: 'found', found: plain(await tool.lookUp?.(parsed.data, context)) };
      case 'undo':
        if (!tool.undo) return { state: 'refused', text: `What ${tool.name} did cannot be taken back.` };
        return { state: 'ok', text: bounded(await tool.undo(parsed.data, run.result ?? '', context)) };
    }
  } catch (error) {
    // By its name: an agent file may have another copy of the class.
    const unsure = error instanceof Error && error.name === 'UnknownOutcomeError';
    return { state: unsure ? 'unsure' : 'failed', text: sentence(error) };
  }
}

function contextOf({ context }: FunctionRun, tool: Tool, signal: AbortSignal): ToolContext {
  const noCall = (what: string) => (): never => {
    throw new Error(
      `${tool.name} runs in the tool-worker and cannot ${what}: give it runsIn: 'call', or leave that out`,
    );
  };
  return {
    ...context,
    memory,
    signal,
    requestPerson: noCall('ask for a person'),
    endCall: noCall('end the call'),
    // What was kept or dropped is so: only the page is not told.
    noteRemembered: () => {},
    noteForgotten: () => {},
  };
}

/** What a look-up says, without anything that cannot leave the thread. */
function plain(found: LookUp | undefined): LookUp {
  if (found?.state === 'done') return { state: 'done', text: bounded(found.text) };
  if (found?.state === 'not-done') return { state: 'not-done' };
  return { state: 'unknown', why: found ? bounded(found.why) : 'it has no look-up' };
}
function bounded(text: unknown): string {
  return String(text).slice(0, MAX_TEXT_CHARACTERS);
}
function sentence(error: unknown): string {
  return bounded(error instanceof Error ? error.message : error);
}
