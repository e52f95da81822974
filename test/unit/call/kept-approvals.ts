/** Approvals as the tool-worker keeps them, in this process: the real rules of a vote, a failure when it is wished for. */
import type { Approval, ApprovalVote, VoteOutcome } from '../../../agents/acting/approvals/approval.ts';
import type { ApprovalsClient } from '../../../agents/acting/approvals/approvals-client.ts';
import { castVote } from '../../../agents/acting/approvals/vote.ts';

export class KeptApprovals implements ApprovalsClient {
  readonly kept = new Map<string, Approval>();
  /** Every request is refused with this. */
  broken: Error | undefined;

  get only(): Approval {
    const [first, ...more] = this.kept.values();
    if (!first || more.length > 0) throw new Error(`${this.kept.size} approvals are kept where one was expected.`);
    return first;
  }
  async request(request: Parameters<ApprovalsClient['request']>[0]): Promise<Approval> {
    if (this.broken) throw this.broken;
    const before = [...this.kept.values()].find(
      ({ callKey, status }) => callKey === request.callKey && status === 'pending',
    );
    if (before) return before;
    const approval: Approval = { ...request, status: 'pending', votes: [] };
    this.kept.set(approval.id, approval);
    return approval;
  }
  async get(id: string): Promise<Approval | undefined> {
    if (this.broken) throw this.broken;
    return this.kept.get(id);
  }
  async vote(id: string, vote: ApprovalVote): Promise<VoteOutcome> {
    if (this.broken) throw this.broken;
    return this.#cast(id, vote);
  }
  #cast(id: string, vote: ApprovalVote, edited?: string): VoteOutcome {
    const before = this.kept.get(id);
    if (!before) return { outcome: 'unknown-approval' };
    const result = castVote(before, vote, edited);
    if ('approval' in result) this.kept.set(id, result.approval);
    return result;
  }
  async withdraw(id: string, atMs: number): Promise<void> {
    if (this.broken) throw this.broken;
    const before = this.kept.get(id);
    if (before?.status === 'pending') this.kept.set(id, { ...before, status: 'withdrawn', decidedAtMs: atMs });
  }
  /** An operator decides in the console. */
  operator(decision: 'approve' | 'refuse', more: { by?: string; reason?: string; edited?: object } = {}) {
    const { by = 'dana', reason, edited } = more;
    const vote = { decision, by, role: 'operator' as const, atMs: Date.now() };
    return this.#cast(
      this.only.id,
      reason === undefined ? vote : { ...vote, reason: { private: reason } },
      edited && JSON.stringify(edited),
    );
  }
}
