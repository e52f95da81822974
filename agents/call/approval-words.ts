/**
 * What the model is told when something that waited for a yes has been decided: a note in the system's name, and the
 * call of the tool with its result, as if the model had made it now. Pure.
 */
import type { Approval } from '../acting/approvals/approval.ts';
import type { PendingApproval } from '../acting/approvals/pending-approval.ts';
import type { ToolOutcome } from '../acting/tool-outcome.ts';
import type { ChatMessage } from '../models/interfaces.ts';
import { usedTool } from '../planning/used-tool.ts';
import type { Report } from './reports.ts';

export function outcomeMessages(pending: PendingApproval, argumentsJson: string, outcome: ToolOutcome): ChatMessage[] {
  return usedTool(`decided_${pending.id.slice(0, 8)}`, pending.tool, argumentsJson, outcome.text);
}

export const reportOf = (
  pending: PendingApproval,
  argumentsJson: string,
  outcome: ToolOutcome,
  what: string,
): Report => ({
  text: `${what} It was about: ${pending.readBack} Tell the caller what came of it.`,
  given: outcomeMessages(pending, argumentsJson, outcome),
});

/** Why something was not done, for the model; a person's reason in their words. */
export function refusalText({ status, by, votes }: Pick<Approval, 'status' | 'by' | 'votes'>): string {
  const reason = votes.findLast((vote) => vote.decision === 'refuse' && vote.reason !== undefined)?.reason?.private;
  const why = reason === undefined ? '' : ` The reason: ${reason}`;
  const caller = by === 'caller' && votes.at(-1)?.role === 'caller';
  if (status === 'refused') return `Nothing was done: ${caller ? 'the caller' : 'a colleague'} said no.${why}`;
  if (status === 'expired')
    return `Nothing was done: ${by === 'caller' ? 'the caller' : 'no colleague'} ${by === 'caller' ? 'did not say yes' : 'approved it'} in time.`;
  return 'Nothing was done: the question was withdrawn.';
}
/** What happened, in one sentence, for a turn in which nobody said anything. */
export function whatHappened(status: Approval['status'], by: Approval['by']): string {
  if (status === 'approved') return by === 'caller' ? 'The caller has said yes.' : 'A colleague has approved it.';
  if (status === 'refused') return by === 'caller' ? 'It was refused.' : 'A colleague has refused it.';
  return 'Nobody has said yes in time.';
}
