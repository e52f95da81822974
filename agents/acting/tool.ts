/**
 * What a tool is: a name, a schema, a tier, a deadline and one function. Types and the one constructor; running is the
 * executor's business, permission the policy's.
 */
import type { z } from 'zod';
import type { MemoryClient } from '../memory/service-api.ts';
import type { ProvenanceSource } from '../observation/schema.ts';
import type { ShowWish } from '../presenting/show-wish.ts';

/** What a tool may touch: nothing, things of this caller alone, or things beyond. */
export type Tier = 'read' | 'write-constrained' | 'write-broad';

/** What a tool may ask of what is shown to the call. */
export interface ToolEyes {
  /** What can be read (or, with a model that sees, said of) a place; text for the model. */
  lookCloser(
    place: string,
    source: 'screen' | 'camera' | undefined,
    question: string | undefined,
    signal: AbortSignal,
  ): Promise<string>;
  /** False when it watches for too many things already. */
  watchFor(what: string): boolean;
  /** How many wishes were dropped. */
  stopWatching(): number;
}

/** What a tool may show on the caller's page. */
export interface ToolStage {
  /** What can be seen now, for the model. Rejects with a sentence for the model when it cannot be shown. */
  show(wish: ShowWish, signal: AbortSignal): Promise<string>;
  /** The title of what was taken away; undefined: nothing was shown. */
  stop(): Promise<string | undefined>;
}

/** What a tool may do with the background tasks of this caller. */
export interface ToolTasks {
  /** The id of the task; one `callKey` starts one. */
  start(goal: string, callKey: string, signal: AbortSignal): Promise<string>;
  /** Newest first; text for the model. */
  status(signal: AbortSignal): Promise<string>;
  /** False when the caller has no such task. */
  cancel(id: string, signal: AbortSignal): Promise<boolean>;
}

/** Another agent of the catalog is given the call. Both resolve with text for the model, and reject with a sentence for it. */
export interface ToolTransfer {
  to(agent: string, reason: string): Promise<string>;
  back(reason: string): Promise<string>;
}

/** What a running tool is given. It never sees a credential of another tool, nor the room. */
export interface ToolContext {
  callId: string;
  userId: string;
  agent: string;
  /** Stable across replans: a tool that honours it acts once per key. */
  callKey: string;
  timeZone: string;
  /** What can change (documents) is read as it was when this name was first used; absent: as it is. */
  snapshotId?: string;
  nowMs: number;
  memory: MemoryClient;
  signal: AbortSignal;
  /** Undefined: this call cannot see. */
  eyes?: ToolEyes | undefined;
  /** Undefined: this call has nothing to show anything on. */
  stage?: ToolStage | undefined;
  /** Undefined: nothing can be done in the background, as in a background task itself. */
  tasks?: ToolTasks | undefined;
  /** Undefined: nobody else could have the call. */
  transfer?: ToolTransfer | undefined;
  /** Asks for a person; visible on the page and in the log. */
  requestPerson(reason: string): void;
  /** Ends the call once the current reply has been heard. */
  endCall(reason: string): void;
  /** Tells the page what was kept or dropped. */
  noteRemembered(recordId: string, kind: string, text: string): void;
  noteForgotten(count: number): void;
}

/** What a check may use: facts of the call, and the caller's memory to read in. Nothing in it can change anything. */
export interface CheckContext
  extends Pick<
    ToolContext,
    'callId' | 'userId' | 'agent' | 'callKey' | 'timeZone' | 'snapshotId' | 'nowMs' | 'signal'
  > {
  memory: Pick<MemoryClient, 'recall'>;
}

/** Where a tool comes from. Its name is the class that an operator can switch off as a whole. */
export interface ToolSource {
  kind: 'function' | 'mcp' | 'openapi' | 'sql' | 'knowledge';
  name: string;
}

/** What a tool's own look-up found out about an effect whose outcome was lost. */
export type LookUp = { state: 'done'; text: string } | { state: 'not-done' } | { state: 'unknown'; why: string };

export interface Tool<P extends z.ZodType = z.ZodType> {
  name: string;
  /** Absent: a function of the agent itself. */
  source?: ToolSource;
  /** For the model: when to use it. */
  description: string;
  /** For people: what the page shows while it runs ("Looking at the calendar"). */
  label: string;
  parameters: P;
  /** How the arguments are declared to a model; absent: made from `parameters`. */
  jsonSchema?: Readonly<Record<string, unknown>>;
  tier: Tier;
  deadlineMs: number;
  /** Whether running twice with one key has one effect; only such a write may be retried. */
  honoursKey: boolean;
  /** Whose words its result holds; `tool` unless it says so. Empty: nobody's, such as a clock's. */
  informs?: readonly ProvenanceSource[];
  /** The result as text for the model. Throws with a sentence for the model on failure. */
  run(input: z.output<P>, context: ToolContext): Promise<string>;
  /**
   * What a person is asked to say yes to, as one sentence with every argument that matters ("I would move the
   * appointment of Anna Bell to Friday the 5th at ten"). Absent: made from the label and the arguments.
   */
  readBack?(input: z.output<P>): string;
  /**
   * What is wrong with the arguments, by what is known now ("there is no appointment on Friday"), as a sentence for the
   * model; undefined: nothing. Asked before anybody is asked for a yes, and not for what was done under the key already.
   * It may read and change nothing. Throws when it cannot say: then nothing is run either.
   */
  check?(input: z.output<P>, context: CheckContext): Promise<string | undefined>;
  /** Whether the effect of a key happened; asked when an attempt ended without an answer. */
  lookUp?(input: z.output<P>, context: ToolContext): Promise<LookUp>;
  /** Takes the effect of a key back. Throws with a sentence when it cannot. */
  undo?(input: z.output<P>, result: string, context: ToolContext): Promise<string>;
  /** Whether a background task may use it too: it needs no call. Tools from afar always may. */
  fitForTasks?: boolean;
  /**
   * Absent: a function of an agent file runs in a thread of the tool-worker, where it may block and where all hosts share
   * its state. `call`: in the process that holds the call, with eyes, stage and hanging up; what it computes there is
   * heard by every caller of that process, and each process has state of its own.
   */
  runsIn?: 'call';
  /** Absent: what the toolbox allows any tool. */
  limits?: { perMinute?: number; atOnce?: number };
}

export const defineTool = <P extends z.ZodType>(tool: Tool<P>): Tool<P> => tool;
