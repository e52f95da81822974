/** Whether this person can decide about an approval, and if not why. Pure; the server has the last word. */
import type { ApprovalEntry } from '../../../server/api/approvals.ts';
import { words } from '../words.ts';

type Asked = Pick<ApprovalEntry, 'status' | 'by' | 'expiresAtMs'> & {
  votes: readonly ApprovalEntry['votes'][number][];
};

/** Why not, a sentence; undefined when they may. `edited`: with other arguments than those they said yes to. */
export function whyNotDecide(
  { status, by, votes, expiresAtMs }: Asked,
  decision: 'approve' | 'refuse',
  edited: boolean,
  who: string,
  nowMs: number,
): string | undefined {
  if (status !== 'pending') return words.review.decidedAlready(words.review.statuses[status]);
  if (nowMs >= expiresAtMs) return words.review.tooLate;
  if (by === 'caller' && decision === 'approve') return words.review.onlyCaller;
  const saidYes = votes.some((vote) => vote.by === who && vote.decision === 'approve');
  if (decision === 'approve' && saidYes && !edited) return words.review.secondPerson;
  return undefined;
}
