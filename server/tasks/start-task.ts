/** Starts a task once: with one key the same body is the same task, and another body a conflict. */
import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson } from '../../agents/acting/call-key.ts';
import type { Task, TaskRequest } from '../../agents/tasks/task.ts';
import type { AppContext } from '../app-context.ts';
import { ApiError, shown } from '../errors.ts';

export async function startTask(
  { tasks, wakeTasks, nowMs }: Pick<AppContext, 'tasks' | 'wakeTasks' | 'nowMs'>,
  request: TaskRequest,
  /** What the key stands for. */
  body: unknown,
  actor: string,
  key: string | undefined,
): Promise<{ task: Task; created: boolean }> {
  const bodyHash = createHash('sha256').update(canonicalJson(body)).digest('hex');
  const { outcome, task } = await tasks.create({
    id: randomUUID(),
    request,
    actor,
    atMs: nowMs(),
    ...(key === undefined ? {} : { idempotency: { key, bodyHash } }),
  });
  if (outcome === 'other-body')
    throw new ApiError(
      'idempotency_conflict',
      `The Idempotency-Key ${shown(key)} started task ${task.id} with another body.`,
      { taskId: task.id },
    );
  wakeTasks();
  return { task, created: outcome === 'created' };
}
