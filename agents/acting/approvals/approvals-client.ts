/** Approvals as a call reaches them. Every method rejects with a sentence on failure: without a record nothing is approved. */
import { jsonClient } from '../../internal/json-client.ts';
import type { Approval, ApprovalRequest, ApprovalVote, VoteOutcome } from './approval.ts';
import { approvalReply, voteReply } from './approvals-api.ts';

export interface ApprovalsClient {
  /** Resolves once durable; asking twice for one pending key gives the first. */
  request(request: ApprovalRequest, signal: AbortSignal): Promise<Approval>;
  get(id: string, signal: AbortSignal): Promise<Approval | undefined>;
  /** The caller's own yes or no. */
  vote(id: string, vote: ApprovalVote & { role: 'caller' }, signal: AbortSignal): Promise<VoteOutcome>;
  withdraw(id: string, atMs: number, signal: AbortSignal): Promise<void>;
}

const DEADLINE_MS = 3_000;

export function createApprovalsClient(options: { url: string; token: string }): ApprovalsClient {
  const ask = jsonClient({ ...options, name: 'approvals' });
  return {
    async request(request, signal) {
      const { approval } = await ask('request', request, approvalReply, DEADLINE_MS, signal);
      if (approval === null) throw new Error(`The approval ${request.id} was not stored.`);
      return approval;
    },
    get: async (id, signal) => (await ask('get', { id }, approvalReply, DEADLINE_MS, signal)).approval ?? undefined,
    vote: (id, vote, signal) => ask('vote', { id, vote }, voteReply, DEADLINE_MS, signal),
    withdraw: async (id, atMs, signal) => {
      await ask('withdraw', { id, atMs }, approvalReply, DEADLINE_MS, signal);
    },
  };
}
