/** What a person decides about a task they were given, as entries of its log. Pure. */
import { marked } from '../../agents/observation/schema.ts';
import { attemptAfter } from '../../agents/tasks/state.ts';
import type { Task } from '../../agents/tasks/task.ts';
import type { TaskEntryBody } from '../../agents/tasks/task-entry.ts';

const TO = { complete: 'COMPLETED', fail: 'FAILED', return: 'PLANNED' } as const;

export function resolution(
  task: Pick<Task, 'state' | 'attempt'>,
  seq: number,
  decision: keyof typeof TO,
  text: string,
  actor: string,
): TaskEntryBody[] {
  const to = TO[decision];
  const attempt = attemptAfter({ state: task.state, attempt: task.attempt, seq }, to);
  const move: TaskEntryBody = { type: 'transition', from: task.state, to, actor, attempt, reason: marked(text) };
  return decision === 'return'
    ? [{ type: 'observed', text: marked(`A colleague says: ${text}`) }, move]
    : [{ type: 'summarised', text: marked(text) }, move];
}
