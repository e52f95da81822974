/**
 * What a tool is: a name, a schema, a tier, a deadline and one function. Types and the one constructor; running is the
 * executor's business, permission the policy's.
 */
import type { z } from 'zod';
import type { MemoryClient } from '../memory/service-api.ts';

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

/** What a running tool is given. It never sees a credential of another tool, nor the room. */
export interface ToolContext {
  callId: string;
  userId: string;
  agent: string;
  /** Stable across replans: a tool that honours it acts once per key. */
  callKey: string;
  timeZone: string;
  nowMs: number;
  memory: MemoryClient;
  signal: AbortSignal;
  /** Undefined: this call cannot see. */
  eyes?: ToolEyes | undefined;
  /** Asks for a person; visible on the page and in the log. */
  requestPerson(reason: string): void;
  /** Ends the call once the current reply has been heard. */
  endCall(reason: string): void;
  /** Tells the page what was kept or dropped. */
  noteRemembered(recordId: string, kind: string, text: string): void;
  noteForgotten(count: number): void;
}

export interface Tool<P extends z.ZodType = z.ZodType> {
  name: string;
  /** For the model: when to use it. */
  description: string;
  /** For people: what the page shows while it runs ("Looking at the calendar"). */
  label: string;
  parameters: P;
  tier: Tier;
  deadlineMs: number;
  /** Whether running twice with one key has one effect; only such a write may be retried. */
  honoursKey: boolean;
  /** The result as text for the model. Throws with a sentence for the model on failure. */
  run(input: z.output<P>, context: ToolContext): Promise<string>;
}

export const defineTool = <P extends z.ZodType>(tool: Tool<P>): Tool<P> => tool;
