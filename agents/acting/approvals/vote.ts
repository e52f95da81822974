/**
 * What one vote makes of an approval: pure, so that the store only has to read, decide and write in one transaction.
 * Two-person rule: two different people, both of whom saw the same arguments; an edit voids an earlier yes, and a yes to
 * arguments that were edited meanwhile does not count.
 */
import type { Approval, ApprovalVote, VoteOutcome } from './approval.ts';

const OPERATORS: readonly ApprovalVote['role'][] = ['operator', 'admin'];

/** `shownArgumentsJson`: canonical, what the voter saw; undefined: what was asked for at first. */
export function castVote(
  before: Approval,
  vote: ApprovalVote,
  editedArgumentsJson?: string,
  shownArgumentsJson?: string,
): VoteOutcome {
  if (before.status === 'expired') return { outcome: 'expired', approval: before };
  if (before.status !== 'pending') return { outcome: 'already-decided', approval: before };
  if (vote.atMs >= before.expiresAtMs)
    return { outcome: 'expired', approval: { ...before, status: 'expired', decidedAtMs: before.expiresAtMs } };
  const why = objection(before, vote, editedArgumentsJson);
  if (why !== undefined) return { outcome: 'not-allowed', why, approval: before };
  const asked = before.argumentsJson.private;
  const present = before.editedArgumentsJson?.private ?? asked;
  // Who writes the arguments themselves has seen them; a no needs none.
  if (vote.decision === 'approve' && editedArgumentsJson === undefined && (shownArgumentsJson ?? asked) !== present)
    return { outcome: 'changed', approval: before };

  const edits = editedArgumentsJson !== undefined;
  const changed: Approval = {
    ...before,
    ...(edits ? { editedArgumentsJson: { private: editedArgumentsJson } } : {}),
    // Who said yes to other arguments has not said yes to these.
    votes: [...(edits ? before.votes.filter(({ decision }) => decision !== 'approve') : before.votes), vote],
  };
  if (vote.decision === 'refuse')
    return { outcome: 'recorded', approval: { ...changed, status: 'refused', decidedAtMs: vote.atMs } };
  const yes = changed.votes.filter(({ decision }) => decision === 'approve').length;
  if (before.by === 'two-operators' && yes < 2) return { outcome: 'needs-another', approval: changed };
  return { outcome: 'recorded', approval: { ...changed, status: 'approved', decidedAtMs: vote.atMs } };
}

/** Why this person may not cast this vote; a sentence. */
function objection({ by, votes }: Approval, vote: ApprovalVote, editedArgumentsJson?: string): string | undefined {
  if (by === 'caller') {
    if (vote.role !== 'caller' && vote.decision === 'approve')
      return `Only the caller can say yes to this, and ${vote.by} is ${article(vote.role)}.`;
    if (editedArgumentsJson !== undefined)
      return 'The caller was read other arguments: refuse this, and let the agent ask anew.';
    return undefined;
  }
  if (!OPERATORS.includes(vote.role))
    return `This needs an operator's decision, and ${vote.by} is ${article(vote.role)}.`;
  if (
    votes.some((earlier) => earlier.by === vote.by && earlier.decision === vote.decision) &&
    editedArgumentsJson === undefined
  )
    return `${vote.by} has already said yes; it needs a second person.`;
  return undefined;
}
const article = (role: ApprovalVote['role']): string => (role === 'caller' ? 'the caller' : `an ${role}`);
