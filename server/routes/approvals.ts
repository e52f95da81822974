/** The review queue: what waits for a person, and the person's decision. Whoever asked is told through the call's inbox. */
import type { VoteOutcome } from '../../agents/acting/approvals/approval.ts';
import { canonicalJson } from '../../agents/acting/call-key.ts';
import {
  approvalEntry,
  approvalParams,
  approvalsQuery,
  approvalsReply,
  decisionReply,
  decisionRequest,
} from '../api/approvals.ts';
import { errorReply } from '../api/errors.ts';
import type { Api, AppContext } from '../app-context.ts';
import { tellCall } from '../calls/tell-call.ts';
import { ApiError, shown } from '../errors.ts';
import { keyOr, onlyOperator, requireOperator } from '../plugins/operator.ts';
import { approvalEntryOf } from '../records/approval-entry.ts';

export function approvalRoutes(api: Api, context: AppContext): void {
  const { approvals, nowMs, log } = context;
  const tags = ['approvals'];

  api.get(
    '/api/approvals',
    {
      onRequest: keyOr('viewer'),
      schema: {
        tags,
        summary: 'What waits, or waited, for a person, newest first',
        querystring: approvalsQuery,
        response: { 200: approvalsReply, default: errorReply },
      },
    },
    async ({ query: { status, call, task, limit } }) => ({
      approvals: (
        await approvals.list(
          {
            ...(status === undefined ? {} : { status }),
            ...(call === undefined ? {} : { callId: call }),
            ...(task === undefined ? {} : { taskId: task }),
          },
          limit,
        )
      ).map(approvalEntryOf),
    }),
  );

  api.get(
    '/api/approvals/:id',
    {
      onRequest: keyOr('viewer'),
      schema: {
        tags,
        summary: 'One approval',
        params: approvalParams,
        response: { 200: approvalEntry, default: errorReply },
      },
    },
    async ({ params }) => {
      const found = await approvals.get(params.id);
      if (found === undefined) throw new ApiError('approval_not_found', `There is no approval ${shown(params.id)}.`);
      return approvalEntryOf(found);
    },
  );

  api.post(
    '/api/approvals/:id/decision',
    {
      onRequest: onlyOperator('operator'),
      schema: {
        tags,
        summary: 'Approve, change and approve, or refuse. Needs a console session',
        params: approvalParams,
        body: decisionRequest,
        response: { 200: decisionReply, default: errorReply },
      },
    },
    async (request) => {
      const { name, role } = requireOperator(request, 'operator');
      const { decision, reason, arguments: edited, shown: seen } = request.body;
      const result = await approvals.vote(
        request.params.id,
        {
          decision,
          by: name,
          role: role === 'admin' ? 'admin' : 'operator',
          atMs: nowMs(),
          ...(reason === undefined ? {} : { reason: { private: reason } }),
        },
        edited !== undefined && decision === 'approve' ? canonicalJson(edited) : undefined,
        seen === undefined ? undefined : canonicalJson(seen),
      );
      const { outcome, approval } = accepted(request.params.id, result);
      log.info({ approval: approval.id, by: name, decision, outcome }, 'an approval was voted on');
      if (outcome === 'recorded') await tell(approval.id, approval.subject, request.abandoned);
      return { outcome, approval: approvalEntryOf(approval) };
    },
  );

  async function tell(id: string, subject: { kind: 'call'; callId: string } | { kind: 'task' }, signal: AbortSignal) {
    if (subject.kind !== 'call') return;
    try {
      await tellCall(
        context,
        subject.callId,
        { id: `approval-${id}`, type: 'approval-decided', approvalId: id },
        signal,
      );
    } catch (error) {
      // The decision stands; a call that is over has nobody left to tell.
      log.info({ err: error, approval: id }, 'the call that asked could not be told');
    }
  }
}

/** Throws what the person who decided must know when the vote did not count. */
function accepted(id: string, result: VoteOutcome): Extract<VoteOutcome, { outcome: 'recorded' | 'needs-another' }> {
  switch (result.outcome) {
    case 'recorded':
    case 'needs-another':
      return result;
    case 'already-decided':
      throw new ApiError('approval_decided', `The approval ${shown(id)} is ${result.approval.status} already.`, {
        status: result.approval.status,
      });
    case 'expired':
      throw new ApiError(
        'approval_expired',
        `The approval ${shown(id)} was to be given before ${new Date(result.approval.expiresAtMs).toISOString()}.`,
      );
    case 'changed':
      throw new ApiError(
        'approval_changed',
        `Somebody has changed the arguments of the approval ${shown(id)} meanwhile: look at them again.`,
      );
    case 'not-allowed':
      throw new ApiError('approval_not_yours', result.why);
    case 'unknown-approval':
      throw new ApiError('approval_not_found', `There is no approval ${shown(id)}.`);
  }
}
