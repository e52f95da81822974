/** What must hold of a task and of the world however often its engine was ended: sentences about what does not. */
import { foldRow, type TaskRow } from '../../../agents/tasks/fold-task.ts';
import type { Task } from '../../../agents/tasks/task.ts';
import type { TaskEntry } from '../../../agents/tasks/task-entry.ts';
import type { Effect } from './effects.ts';
import type { ScenarioName } from './scenarios.ts';

const WANTED: Record<ScenarioName, Partial<Record<Effect['what'], number>>> = {
  trip: { booked: 3, charged: 1 },
  letter: { booked: 2, sent: 1 },
  closed: { booked: 2, unbooked: 2 },
};

export function complaints(
  name: ScenarioName,
  task: Task,
  log: readonly TaskEntry[],
  effects: readonly Effect[],
): string[] {
  const found: string[] = [];
  const count = (what: Effect['what']) => effects.filter((effect) => effect.what === what).length;
  const unknown = log.filter((entry) => entry.type === 'finished' && entry.outcome === 'unknown');
  for (const [what, wanted] of Object.entries(WANTED[name]) as [Effect['what'], number][]) {
    const had = count(what);
    if (had > wanted) found.push(`${what} ${had} times instead of ${wanted}`);
    if (had < wanted && unknown.length === 0)
      found.push(`${what} ${had} times instead of ${wanted}, and all is said to be known`);
  }
  const keys = effects.map(({ what, key }) => `${what} ${key}`);
  if (new Set(keys).size !== keys.length) found.push(`an effect happened twice: ${keys.join(', ')}`);
  const end = name === 'closed' ? 'FAILED' : 'COMPLETED';
  if (unknown.length > 0 && task.state !== 'ESCALATED') found.push(`an unknown outcome ended as ${task.state}`);
  if (unknown.length === 0 && task.state !== end) found.push(`it ended as ${task.state} instead of ${end}`);
  if (name !== 'letter' && unknown.length > 0) found.push('an outcome is unknown that could have been found out');
  let row: TaskRow | undefined;
  for (const entry of log) row = foldRow(row, entry);
  if (row?.state !== task.state || row.attempt !== task.attempt || row.summary?.private !== task.summary?.private)
    found.push(`the log folds to ${JSON.stringify(row)}, but the row is ${JSON.stringify(task)}`);
  return found;
}
