/** Posts a task's result to the address it was started with. */
import { type PostOutcome, type PostSettings, postSigned } from '../internal/post-signed.ts';
import type { Task } from './task.ts';

export function postWebhook(
  { id, state, goal, summary, updatedAtMs }: Task,
  url: string,
  settings: PostSettings,
  nowMs: number,
  signal: AbortSignal,
): Promise<PostOutcome> {
  const content = { taskId: id, state, goal: goal.private, summary: summary?.private ?? '', updatedAtMs };
  return postSigned(url, content, `${id}-${updatedAtMs}`, settings, nowMs, signal);
}
