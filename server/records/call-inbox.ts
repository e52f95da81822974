/** What the server needs of a call's inbox: put a command where the call's worker will find it. */
import type { InboxCommand } from '../../agents/worker/host-messages.ts';

export interface CallInbox {
  /** Resolves once the command is durable. Putting one id twice puts it once. */
  put(callId: string, command: InboxCommand): Promise<void>;
}
