/**
 * Commands from outside (operator, API) to a running call. The server puts them, the call's worker brings them to the
 * host; a command leaves the inbox when the log says that it was consumed, so a crash between delivers it again. Types only.
 */
import type { InboxCommand } from '../worker/host-messages.ts';

export interface WaitingCommand {
  callId: string;
  command: InboxCommand;
}

export interface CallInbox {
  /** Resolves once the command is durable. Putting one id twice puts it once. Rejects with StoreError. */
  put(callId: string, command: InboxCommand): Promise<void>;
  /** All commands of these calls that were not removed, oldest first. */
  waiting(callIds: readonly string[]): Promise<WaitingCommand[]>;
  /** The call consumed the command. */
  remove(callId: string, commandId: string): Promise<void>;
  /** The call is over: what it never consumed is gone. */
  clear(callId: string): Promise<void>;
  close(): Promise<void>;
}
