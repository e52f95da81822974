/** Tasks on the wire between the processes of one machine, under `/tasks` of the tool-worker. Pure: schemas. */
import { z } from 'zod';
import { task } from './task.ts';

/** `POST /tasks/start`: from a call, whose key makes it the same task when it is asked twice. */
export const startRequest = z.object({
  agent: z.string().min(1),
  goal: z.string().min(1).max(4_000),
  user: z.string().min(1),
  callId: z.string().min(1),
  callKey: z.string().min(1),
});
export const startResponse = z.object({ id: z.string() });

/** `POST /tasks/mine`: those of this user, newest first. */
export const mineRequest = z.object({ user: z.string().min(1), limit: z.number().int().min(1).max(50).default(5) });
export const tasksResponse = z.object({ tasks: z.array(task) });

/** `POST /tasks/cancel`: false when the user has no such task. */
export const cancelRequest = z.object({ user: z.string().min(1), id: z.string().min(1), actor: z.string().min(1) });
export const cancelResponse = z.object({ task: task.optional() });

/** `POST /tasks/undelivered`: results no call has told yet, oldest first; `/tasks/told`: now one has. */
export const undeliveredRequest = z.object({
  user: z.string().min(1),
  limit: z.number().int().min(1).max(20).default(5),
});
export const toldRequest = z.object({ user: z.string().min(1), id: z.string().min(1) });
export const nothing = z.object({});
