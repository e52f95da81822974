/** Tasks as calls and the server reach them: over HTTP to the tool-worker, each request under a deadline. */
import { jsonClient } from '../internal/json-client.ts';
import type { Task } from './task.ts';
import { cancelResponse, nothing, startResponse, tasksResponse } from './tasks-api.ts';

const DEADLINE_MS = 3_000;
const WAKE_DEADLINE_MS = 1_000;

/** Every method but `wake` rejects with a sentence when the tool-worker does not answer in 3 s. */
export interface TasksClient {
  /** The id of the task. One `callKey` starts one task. */
  start(
    request: { agent: string; goal: string; user: string; callId: string; callKey: string },
    signal: AbortSignal,
  ): Promise<string>;
  /** Newest first. */
  mine(user: string, limit: number, signal: AbortSignal): Promise<Task[]>;
  /** Undefined when the user has no such task. */
  cancel(request: { user: string; id: string; actor: string }, signal: AbortSignal): Promise<Task | undefined>;
  /** Results that no call has told the user yet, oldest first. */
  undelivered(user: string, limit: number, signal: AbortSignal): Promise<Task[]>;
  /** The user was told. */
  told(user: string, id: string, signal: AbortSignal): Promise<void>;
  /** There is a task to look at. Never rejects: the engine looks by itself as well. */
  wake(signal: AbortSignal): Promise<void>;
}

export function createTasksClient({ url, token }: { url: string; token: string }): TasksClient {
  const ask = jsonClient({ url, token, name: 'tasks' });
  return {
    start: async (request, signal) => (await ask('start', request, startResponse, DEADLINE_MS, signal)).id,
    mine: async (user, limit, signal) => (await ask('mine', { user, limit }, tasksResponse, DEADLINE_MS, signal)).tasks,
    cancel: async (request, signal) => (await ask('cancel', request, cancelResponse, DEADLINE_MS, signal)).task,
    undelivered: async (user, limit, signal) =>
      (await ask('undelivered', { user, limit }, tasksResponse, DEADLINE_MS, signal)).tasks,
    told: async (user, id, signal) => {
      await ask('told', { user, id }, nothing, DEADLINE_MS, signal);
    },
    wake: async (signal) => {
      await ask('wake', {}, nothing, WAKE_DEADLINE_MS, signal).catch(() => undefined);
    },
  };
}
