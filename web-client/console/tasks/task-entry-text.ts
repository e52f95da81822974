/** The entries of a task's log as sentences. Pure. */
import type { TaskEntry } from '../../../server/api/tasks.ts';
import { words } from '../words.ts';

export function sentenceOfEntry(entry: TaskEntry): string {
  const said = words.tasks.entries;
  switch (entry.type) {
    case 'transition':
      return said.transition(words.tasks.states[entry.to], entry.actor, entry.reason?.private);
    case 'planned':
      return said.planned(entry.attempt);
    case 'reviewed':
      return `${words.trace.reviews[entry.verdict](entry.by)}: ${entry.reason.private}`;
    case 'intended':
      return said.intended(entry.step, entry.tool);
    case 'judged':
      return said.judged(entry.tool, words.trace.verdicts[entry.verdict], entry.reason);
    case 'approval-asked':
      return said.approvalAsked(entry.tool);
    case 'approval-decided':
      return said.approvalDecided(entry.tool, entry.decision, entry.reason?.private);
    case 'finished':
      return said.finished(entry.tool, words.trace.outcomes[entry.outcome], entry.reused === true);
    case 'failing':
      return said.failing(entry.reason.private);
    case 'undoing':
      return said.undoing(entry.tool);
    case 'undone':
      return words.trace.undone(entry.outcome, entry.result.private);
    case 'spent':
      return said.spent(entry.inputTokens, entry.outputTokens, entry.usd);
    case 'observed':
      return entry.text.private;
    case 'summarised':
      return said.summarised(entry.text.private);
  }
}

/** What stands behind the sentence, for whoever wants to see it. */
export function dataOf(entry: TaskEntry): string | undefined {
  switch (entry.type) {
    case 'planned':
      return entry.plan.private;
    case 'reviewed':
      return entry.what.private;
    case 'intended':
    case 'approval-asked':
      return entry.arguments.private;
    case 'approval-decided':
      return entry.arguments?.private;
    case 'finished':
      return entry.result.private;
    default:
      return undefined;
  }
}
