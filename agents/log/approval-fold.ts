/** Approvals inside a call's state: asked for, decided by whom, and what doing it came to. Pure. */
import type { ApprovalUse } from './call-state.ts';
import type { CallEventOf } from './events.ts';

export function withApproval(
  approvals: ApprovalUse[],
  event: CallEventOf<'approval.requested' | 'approval.decided' | 'tool.finished'>,
): ApprovalUse[] {
  if (event.type === 'approval.requested') return [...approvals, requested(event)];
  const index = approvals.findLastIndex((approval) =>
    event.type === 'approval.decided' ? approval.id === event.approvalId : isDoneBy(approval, event),
  );
  const before = approvals[index];
  if (!before) return approvals;
  return approvals.with(index, { ...before, ...(event.type === 'approval.decided' ? decided(event) : done(event)) });
}

/** A refusal ends a key too, but nothing was done for it. */
const isDoneBy = (approval: ApprovalUse, event: CallEventOf<'tool.finished'>): boolean =>
  approval.callKey === event.callKey && approval.decision === 'approved';

const done = ({ outcome, result }: CallEventOf<'tool.finished'>): Partial<ApprovalUse> => ({
  outcome,
  result: result.private,
});
const decided = ({ decision, by, atMs, reason, ...event }: CallEventOf<'approval.decided'>): Partial<ApprovalUse> => ({
  decision,
  decidedBy: by,
  decidedAtMs: atMs,
  decidedReason: reason?.private,
  editedArguments: event.arguments?.private,
});
const requested = (event: CallEventOf<'approval.requested'>): ApprovalUse => ({
  id: event.approvalId,
  generation: event.generation,
  tool: event.tool,
  callKey: event.callKey,
  by: event.by,
  arguments: event.arguments.private,
  readBack: event.readBack.private,
  reason: event.reason,
  requestedAtMs: event.atMs,
  expiresAtMs: event.expiresAtMs,
  decision: undefined,
  decidedBy: undefined,
  decidedAtMs: undefined,
  decidedReason: undefined,
  editedArguments: undefined,
  outcome: undefined,
  result: undefined,
});
