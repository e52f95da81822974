/**
 * Takes up what a call had asked for and begun when its host was lost: nothing is done twice, what was decided meanwhile
 * is found, and what nobody knows the end of is looked up or given to a person.
 */
import { waiting } from '../acting/approvals/ask-approval.ts';
import type { Executor } from '../acting/executor.ts';
import type { ActsBefore } from './acts-before.ts';
import type { ApprovalDesk } from './approval-desk.ts';
import { reportOf } from './approval-words.ts';
import type { Reports } from './reports.ts';

export function resumeActs(
  before: ActsBefore,
  to: {
    executor: Pick<Executor, 'restore' | 'restoreAsked' | 'settleLost'>;
    approvals: Pick<ApprovalDesk, 'waits' | 'decided' | 'resume'>;
    reports: Pick<Reports, 'tell'>;
  },
): void {
  const { executor, approvals, reports } = to;
  for (const { callKey, outcome } of before.done) executor.restore(callKey, outcome);
  for (const { act, pending } of before.lost)
    void executor.settleLost(act).then((outcome) => {
      if (outcome && pending)
        reports.tell(reportOf(pending, act.argumentsJson, outcome, 'It was being done when the line was moved.'));
    });
  for (const { pending, argumentsJson, by } of before.approved) approvals.resume(pending, { by, argumentsJson });
  for (const { pending, heard } of before.waiting) {
    executor.restoreAsked(pending.callKey, waiting(pending));
    approvals.waits(pending, heard);
    void approvals.decided(pending.id);
  }
}
