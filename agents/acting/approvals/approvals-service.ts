/**
 * Approvals in the tool-worker: serves calls, marks what is past its time, and says which calls wait for what became
 * of theirs. The server votes on the same file; whoever asked is told through the call's inbox.
 */

import type { OpenedService } from '../../internal/mounted-service.ts';
import type { CallInbox } from '../../log/call-inbox.ts';
import type { Approval } from './approval.ts';
import type { ApprovalStore } from './approval-store.ts';
import { createApprovalsHandler } from './approvals-http.ts';

const LOOK_EVERY_MS = 1_000;

export interface ApprovalsServiceDeps {
  store: ApprovalStore;
  inbox: Pick<CallInbox, 'put' | 'close'>;
  nowMs(): number;
  log: { warn(facts: Record<string, unknown>, message: string): void };
}

export function createApprovalsService({ store, inbox, nowMs, log }: ApprovalsServiceDeps): OpenedService {
  const look = async (): Promise<void> => {
    try {
      for (const approval of await store.expire(nowMs())) await tellCall(inbox, approval);
    } catch (error) {
      log.warn({ error: String(error) }, 'approvals past their time could not be marked; trying again');
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
