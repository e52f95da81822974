/** Tasks over HTTP to calls and the server, under `/tasks`. A call reaches the tasks of its own user only. */

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { jsonService, operation, RequestError } from '../internal/json-service.ts';
import { StoreError } from '../log/store-error.ts';
import { isOver } from './state.ts';
import type { Task } from './task.ts';
import type { TaskStore } from './task-store.ts';
import { cancelRequest, mineRequest, nothing, startRequest, toldRequest, undeliveredRequest } from './tasks-api.ts';

/** Of one user at once: each costs money, and a caller, or a model that loops, may ask without end. */
const MAX_OPEN_OF_USER = 10;
/** Those that are open are among the newest. */
const LOOKED_AT = 50;

export interface TasksHttpDeps {
  store: TaskStore;
  wake(): void;
  nowMs(): number;
}

export function createTasksHandler({
  store,
  wake,
  nowMs,
}: TasksHttpDeps): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const ofUser = async (user: string, id: string): Promise<Task | undefined> => {
    const found = await store.get(id);
    return found?.user === user ? found : undefined;
  };
  return jsonService('tasks', {
    start: operation(startRequest, async ({ callKey, ...asked }) => {
      const { tasks } = await store.list({ user: asked.user }, { limit: LOOKED_AT });
      const open = tasks.filter(({ state }) => !isOver(state)).length;
      if (open >= MAX_OPEN_OF_USER)
        throw new RequestError(
          429,
          `${open} things are being done in the background for this caller already: wait for one, or call one off.`,
        );
      const { task } = await store.create({
        id: randomUUID(),
        request: { ...asked, priority: 'normal', origin: 'call' },
        actor: `call:${asked.callId}`,
        atMs: nowMs(),
        idempotency: { key: callKey, bodyHash: callKey },
      });
      wake();
      return { id: task.id };
    }),
    mine: operation(mineRequest, async ({ user, limit }) => ({ tasks: (await store.list({ user }, { limit })).tasks })),
    cancel: operation(cancelRequest, async ({ user, id, actor }) => {
      if (!(await ofUser(user, id))) return {};
      const task = await store.requestCancel(id, actor, nowMs());
      wake();
      return { task };
    }),
    undelivered: operation(undeliveredRequest, async ({ user, limit }) => ({
      tasks: await store.undelivered(user, limit),
    })),
    told: operation(toldRequest, async ({ user, id }) => {
      if (!(await ofUser(user, id))) throw new StoreError('not-found', `${user} has no task ${JSON.stringify(id)}.`);
      await store.settleDelivery(id, 'report', 'delivered');
      return {};
    }),
    wake: operation(nothing, async () => {
      wake();
      return {};
    }),
  });
}
