/** What the tool-worker and the thread of an agent file's functions say to each other. Types and the words of the gate. */
import type { LookUp, ToolContext } from '../../tool.ts';

export interface ThreadStart {
  file: string;
  version: string;
  /** Where memory is served, and what opens it. */
  memory: { url: string; token: string };
}

export interface FunctionRun {
  what: 'run' | 'check' | 'look-up' | 'undo';
  tool: string;
  /** JSON; the tool's own schema has the last word on it. */
  input: unknown;
  /** Of what is to be undone. */
  result?: string;
  context: Pick<ToolContext, 'callId' | 'userId' | 'agent' | 'callKey' | 'timeZone' | 'nowMs'>;
}

/**
 * One number that both sides see at once: whoever changes it from `waiting` first decides whether a run began. So what a
 * busy or dead thread never began is known not to have happened.
 */
export const GATE = { waiting: 0, begun: 1, givenUp: 2 } as const;

export type ToThread =
  | { type: 'run'; id: number; run: FunctionRun; gate: SharedArrayBuffer }
  | { type: 'stop'; id: number; reason: string };

export type FunctionEnd =
  | { state: 'ok'; text: string }
  | { state: 'found'; found: LookUp }
  /** What a check has found; absent: nothing is wrong. */
  | { state: 'checked'; problem?: string }
  /** It says that it did not work. */
  | { state: 'failed'; text: string }
  /** It was not begun. */
  | { state: 'refused'; text: string }
  /** It says that nobody knows what happened. */
  | { state: 'unsure'; text: string }
  /** It was told to stop, and may do so yet. */
  | { state: 'stopped' };

export type FromThread =
  | { type: 'ready' }
  | { type: 'unusable'; why: string }
  | { type: 'ended'; id: number; end: FunctionEnd }
  /** For the log. */
  | { type: 'warning'; why: string; message: string };
