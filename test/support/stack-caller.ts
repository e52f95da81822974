/**
 * A caller of a whole running stack, and what a person would do on the line: ask, wait to hear something, read what is
 * said. The record of the call is read from the stack's own database.
 */
import { type DatabaseFiles, databaseFiles } from '../../agents/log/database-files.ts';
import { openSqliteEventLog } from '../../agents/log/sqlite/sqlite-event-log.ts';
import { eventually } from './eventually.ts';
import { type CallerOptions, joinAndSpeak, type SpeakingCaller } from './speaking-caller.ts';
import type { TestStack } from './stack.ts';

export interface StackCaller extends SpeakingCaller, AsyncDisposable {
  /** Types; gives the time until the agent is heard, ms. */
  ask(text: string, deadlineMs?: number): Promise<number>;
  /** Waits for a caption of the agent's. */
  reads(text: string | RegExp, deadlineMs?: number): Promise<void>;
  /** Waits until the agent has been silent for `forMs`. */
  quiet(forMs?: number): Promise<void>;
  told(): string;
}

export async function callStack(stack: TestStack, room: string, options: CallerOptions = {}): Promise<StackCaller> {
  const given: CallerOptions = { agent: { name: 'parley' }, microphone: false, ...options };
  const caller = await joinAndSpeak(stack.livekit, room, given);
  return await stackCaller(caller);
}

/** Once the agent is there. */
export async function stackCaller(caller: SpeakingCaller): Promise<StackCaller> {
  const told = () => JSON.stringify({ captions: caller.captions, states: caller.states, events: caller.events });
  const quiet = async (forMs = 400) => {
    await eventually(
      'the agent has been silent',
      () => performance.now() - (caller.heard.at(-1)?.endMs ?? 0) > forMs && caller.states.at(-1) !== 'speaking',
      { explain: told },
    );
  };
  await eventually('the agent is there', () => caller.events.some((event) => event.type === 'hello'), {
    explain: told,
  });
  return Object.assign(caller, {
    quiet,
    told,
    ask: async (text: string, deadlineMs = 30_000) => {
      await quiet();
      const before = caller.heard.length;
      const askedAtMs = performance.now();
      await caller.type(text);
      await eventually(`something is heard after ${JSON.stringify(text)}`, () => caller.heard.length > before, {
        deadlineMs,
        explain: told,
      });
      return (caller.heard[before]?.startMs ?? 0) - askedAtMs;
    },
    reads: async (text: string | RegExp, deadlineMs = 30_000) => {
      const there = () =>
        typeof text === 'string' ? caller.agentText().includes(text) : text.test(caller.agentText());
      await eventually(`the caption ${String(text)}`, there, { deadlineMs, explain: told });
    },
    [Symbol.asyncDispose]: () => caller.leave(),
  });
}

/** The stack's log, as its processes write it. */
export function openLogOf(stack: TestStack): ReturnType<typeof openSqliteEventLog> {
  const { file, masterKeyFile }: DatabaseFiles = databaseFiles(stack.data.root, undefined);
  return openSqliteEventLog({ file, masterKeyFile });
}
