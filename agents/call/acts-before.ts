/**
 * What was asked for, approved, begun and done in a call before another host took it over, from its folded log. Pure.
 * What is done is not done again, what was begun is looked up, and what was approved is done now.
 */
import { holdsWords } from '../acting/approvals/caller-consent.ts';
import type { PendingApproval } from '../acting/approvals/pending-approval.ts';
import type { ToolOutcome } from '../acting/tool-outcome.ts';
import type { ApprovalUse, CallState } from '../log/call-state.ts';

export interface ActsBefore {
  /** Whoever may have decided has not been heard of. `heard`: the last thing the caller heard was the read-back. */
  waiting: { pending: PendingApproval; heard: boolean }[];
  /** Approved, and not begun. */
  approved: { pending: PendingApproval; argumentsJson: string; by: string }[];
  /** Begun, and nobody knows how it ended. Undefined `pending`: it needed no yes. */
  lost: { act: Lost; pending: PendingApproval | undefined }[];
  done: { callKey: string; outcome: ToolOutcome }[];
}
export type Lost = Pick<PendingApproval, 'tool' | 'generation' | 'callKey' | 'argumentsJson'>;

export function actsBefore(
  { approvals, tools, conversation }: Pick<CallState, 'approvals' | 'tools' | 'conversation'>,
  identity: string | undefined,
): ActsBefore {
  const begun = tools.filter(({ verdict }) => verdict === 'allow');
  const lastHeard = conversation.findLast((turn) => turn.role === 'agent' && turn.heard !== '');
  const heard = (readBack: string) => lastHeard?.role === 'agent' && holdsWords(lastHeard.heard, readBack);
  const pendingOf = (approval: ApprovalUse) => pendingApproval(approval, identity);
  return {
    waiting: approvals
      .filter(({ decision }) => decision === undefined)
      .map((approval) => ({ pending: pendingOf(approval), heard: heard(approval.readBack) ?? false })),
    approved: approvals
      .filter(({ decision, callKey }) => decision === 'approved' && !tools.some(isBegunOf(callKey)))
      .map((approval) => ({
        pending: pendingOf(approval),
        argumentsJson: approval.editedArguments ?? approval.arguments,
        by: approval.decidedBy ?? 'system',
      })),
    lost: begun
      .filter(({ outcome }) => outcome === undefined)
      .map(({ tool, generation, callKey, arguments: argumentsJson }) => {
        const approval = approvals.findLast((candidate) => candidate.callKey === callKey);
        return { act: { tool, generation, callKey, argumentsJson }, pending: approval && pendingOf(approval) };
      }),
    done: begun.flatMap(({ callKey, outcome, result = '' }) =>
      outcome === 'ok' || outcome === 'unknown' ? [{ callKey, outcome: { outcome, text: result } }] : [],
    ),
  };
}

/** It was run, or its running was refused for good. */
const isBegunOf =
  (callKey: string) =>
  (use: CallState['tools'][number]): boolean =>
    use.callKey === callKey && (use.verdict === 'allow' || use.verdict === 'deny' || use.outcome !== undefined);

const pendingApproval = (approval: ApprovalUse, identity: string | undefined): PendingApproval => ({
  id: approval.id,
  tool: approval.tool,
  generation: approval.generation,
  callKey: approval.callKey,
  by: approval.by,
  argumentsJson: approval.arguments,
  readBack: approval.readBack,
  expiresAtMs: approval.expiresAtMs,
  identity,
});
