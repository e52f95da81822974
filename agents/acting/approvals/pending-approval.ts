/** A call of a tool that waits for a person's yes, as the call that asked keeps it. Types only. */
import type { Approver } from './approval.ts';

export interface PendingApproval {
  id: string;
  tool: string;
  /** The turn in which it was asked for. */
  generation: number;
  /** Names the effect; the same when it is approved. */
  callKey: string;
  by: Approver;
  /** Canonical. */
  argumentsJson: string;
  readBack: string;
  /** Epoch milliseconds. */
  expiresAtMs: number;
  /** Whose words led to it: nobody else's yes counts where the caller's is needed. */
  identity: string | undefined;
}
/** A yes, and to what exactly. */
export interface Approved {
  /** Participant, or name of the operator. */
  by: string;
  /** Canonical; as an operator changed them, else as asked for. */
  argumentsJson: string;
}
