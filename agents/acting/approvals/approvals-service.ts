/**
 * Approvals in the tool-worker: serves calls, marks what is past its time, and tells who waits and who must decide. The
 * server votes on the same file; the call that asked is told through its inbox.
 */
import type { OpenedService } from '../../internal/mounted-service.ts';
import type { CallInbox } from '../../log/call-inbox.ts';
import type { Approval } from './approval.ts';
import type { ApprovalStore } from './approval-store.ts';
import { createApprovalsHandler } from './approvals-http.ts';
import { ReviewNotices, type ReviewNoticesDeps } from './review-notices.ts';

const LOOK_EVERY_MS = 1_000;

export interface ApprovalsServiceDeps {
  store: ApprovalStore;
  inbox: Pick<CallInbox, 'put' | 'close'>;
  /** Absent: nobody is told outside of the console. */
  post?: ReviewNoticesDeps['post'] | undefined;
  nowMs(): number;
  log: { warn(facts: Record<string, unknown>, message: string): void };
}

export function createApprovalsService({ store, inbox, post, nowMs, log }: ApprovalsServiceDeps): OpenedService {
  const notices = post && new ReviewNotices({ store, post, nowMs, log });
  let looking = false;
  const look = async (): Promise<void> => {
    // A receiver that is slow delays the next look, and nothing else.
    if (looking) return;
    looking = true;
    try {
      for (const approval of await store.expire(nowMs())) {
        await tellCall(inbox, approval);
        await notices?.expired(approval);
      }
      await notices?.look();
    } catch (error) {
      log.warn({ error: String(error) }, 'the approvals that wait could not be looked through; trying again');
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return {
    answer: createApprovalsHandler(store),
    async close() {
      clearInterval(timer);
      await Promise.all([store.close(), inbox.close()]);
    },
  };
}

/** One decision is told once, however often this is done: the id of the command is the approval's. */
async function tellCall(inbox: Pick<CallInbox, 'put'>, { id, subject }: Approval): Promise<void> {
  if (subject.kind !== 'call') return;
  await inbox.put(subject.callId, { id: `approval-${id}`, type: 'approval-decided', approvalId: id });
}
