/** What every store of approvals can do, whatever it is built on. Types only. Failures are StoreErrors. */
import type { Approval, ApprovalRequest, ApprovalVote, VoteOutcome } from './approval.ts';

export interface ApprovalFilter {
  status?: Approval['status'];
  callId?: string;
  taskId?: string;
}

export interface ApprovalStore {
  /** Resolves once durable. Asking twice with one id, or one call key that is still pending, stores one: the first is returned. */
  request(request: ApprovalRequest): Promise<Approval>;
  get(id: string): Promise<Approval | undefined>;
  /** Newest first; at most `limit` (1 to 500). */
  list(filter: ApprovalFilter, limit: number): Promise<Approval[]>;
  /** One vote in one short transaction: two votes at once are told apart, never both 'recorded'. */
  vote(id: string, vote: ApprovalVote, editedArgumentsJson?: string, shownArgumentsJson?: string): Promise<VoteOutcome>;
  /** The work that asked is over. A decided approval stays as it is. */
  withdraw(id: string, nowMs: number): Promise<Approval | undefined>;
  /** Marks what is past its time; returns what became 'expired'. */
  expire(nowMs: number): Promise<Approval[]>;
  /** Those pending that were not reminded since `beforeMs`, now marked as reminded. */
  remind(beforeMs: number, nowMs: number): Promise<Approval[]>;
  close(): Promise<void>;
}
