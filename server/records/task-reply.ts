/** A task as the API shows it, and who is behind a request about one. Pure. */
import type { FastifyRequest } from 'fastify';
import type { Task } from '../../agents/tasks/task.ts';
import type { TaskReply } from '../api/tasks.ts';

export const taskReplyOf = ({ goal, summary, ...rest }: Task): TaskReply => ({
  ...rest,
  goal: goal.private,
  ...(summary === undefined ? {} : { summary: summary.private }),
});
export const taskActorOf = ({ caller, operator }: FastifyRequest): string =>
  operator ? `operator:${operator.name}` : `key:${caller.kind === 'key' ? caller.name : 'nobody'}`;
