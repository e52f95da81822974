/** The colours of what became of an approval. Pure. */
import type { ApprovalEntry } from '../../../server/api/approvals.ts';
import type { Tone } from '../parts/tone.ts';

export const STATUS_TONES: Record<ApprovalEntry['status'], Tone> = {
  pending: 'warn',
  approved: 'good',
  refused: 'bad',
  expired: 'plain',
  withdrawn: 'plain',
};
