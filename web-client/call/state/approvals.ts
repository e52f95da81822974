/** What waits for a yes, as the page shows it. Pure. */
import type { PageEvent } from '../../../server/api/page-events.ts';

export type ApprovalEvent = Extract<PageEvent, { type: 'approval' }>;
export type AskedApproval = Pick<ApprovalEvent, 'id' | 'action' | 'by' | 'expiresAtMs'>;

/** What is decided leaves; what is asked again stands once. */
export function withApproval(asked: readonly AskedApproval[], event: ApprovalEvent): readonly AskedApproval[] {
  const others = asked.filter(({ id }) => id !== event.id);
  if (event.phase !== 'asked') return others;
  const { id, action, by, expiresAtMs } = event;
  return [...others, { id, action, by, expiresAtMs }];
}
