/** Approvals over HTTP, under `/approvals`: what a call may do with them. An operator's vote does not come this way. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { jsonService, operation } from '../../internal/json-service.ts';
import type { ApprovalStore } from './approval-store.ts';
import { callerVote, oneApproval, requestApproval, withdrawApproval } from './approvals-api.ts';

export const createApprovalsHandler = (
  store: ApprovalStore,
): ((request: IncomingMessage, response: ServerResponse) => Promise<boolean>) =>
  jsonService('approvals', {
    request: operation(requestApproval, async (request) => ({ approval: await store.request(request) })),
    get: operation(oneApproval, async ({ id }) => ({ approval: (await store.get(id)) ?? null })),
    vote: operation(callerVote, ({ id, vote }) => store.vote(id, vote)),
    withdraw: operation(withdrawApproval, async ({ id, atMs }) => ({
      approval: (await store.withdraw(id, atMs)) ?? null,
    })),
  });
