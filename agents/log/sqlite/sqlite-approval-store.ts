/** Approvals in the same SQLite file as the log of calls. */
import type { ApprovalStore } from '../../acting/approvals/approval-store.ts';
import { type DatabaseOptions, openDatabaseThread } from './database-thread.ts';

/** Rejects with StoreError when the file cannot be used. */
export async function openSqliteApprovalStore(options: DatabaseOptions): Promise<ApprovalStore> {
  const database = await openDatabaseThread(options);
  return {
    request: (request) => database.run('approval.request', request),
    get: (id) => database.run('approval.get', { id }),
    list: (filter, limit) => database.run('approval.list', { filter, limit }),
    vote: (id, vote, editedArgumentsJson, shownArgumentsJson) =>
      database.run('approval.vote', {
        id,
        vote,
        ...(editedArgumentsJson === undefined ? {} : { editedArgumentsJson }),
        ...(shownArgumentsJson === undefined ? {} : { shownArgumentsJson }),
      }),
    withdraw: (id, nowMs) => database.run('approval.withdraw', { id, nowMs }),
    expire: (nowMs) => database.run('approval.expire', { nowMs }),
    remind: (beforeMs, nowMs) => database.run('approval.remind', { beforeMs, nowMs }),
    close: () => database.close(),
  };
}
