/** Tasks in the same SQLite file as the calls that start them. */
import type { TaskStore } from '../../tasks/task-store.ts';
import { type DatabaseOptions, openDatabaseThread } from './database-thread.ts';

/** Rejects with StoreError when the file cannot be used. */
export async function openSqliteTaskStore(options: DatabaseOptions): Promise<TaskStore> {
  const database = await openDatabaseThread(options);
  return {
    create: (task) => database.run('tasks.create', task),
    get: (id) => database.run('tasks.get', { id }),
    list: (filter, { limit, cursor }) =>
      database.run('tasks.list', { filter, limit, ...(cursor === undefined ? {} : { cursor }) }),
    log: (id, afterSeq, limit) => database.run('tasks.log', { id, afterSeq, limit }),
    append: (id, afterSeq, bodies, writer, atMs) =>
      database.run('tasks.append', { id, afterSeq, bodies: [...bodies], writer, atMs }),
    claim: (owner, nowMs, leaseMs) => database.run('tasks.claim', { owner, nowMs, leaseMs }),
    renew: (owner, ids, untilMs) => database.run('tasks.renew', { owner, ids: [...ids], untilMs }),
    release: (owner, id, notBeforeMs) => database.run('tasks.release', { owner, id, notBeforeMs }),
    requestCancel: (id, actor, atMs) => database.run('tasks.cancel', { id, actor, atMs }),
    cancelledBy: (id) => database.run('tasks.cancelledBy', { id }),
    dueDeliveries: (nowMs, limit) => database.run('tasks.dueDeliveries', { nowMs, limit }),
    settleDelivery: (id, kind, outcome) => database.run('tasks.settleDelivery', { id, kind, outcome }),
    liveCall: ({ callId, user }) => database.run('tasks.liveCall', { callId, user }),
    wasTold: (callId, taskId) => database.run('tasks.wasTold', { callId, taskId }),
    undelivered: (user, limit) => database.run('tasks.undelivered', { user, limit }),
    close: () => database.close(),
  };
}
