/** The inbox of calls in the same SQLite file as their log. */
import type { CallInbox } from '../call-inbox.ts';
import { type DatabaseOptions, openDatabaseThread } from './database-thread.ts';

/** Rejects with StoreError when the file cannot be used. */
export async function openSqliteCallInbox(options: DatabaseOptions): Promise<CallInbox> {
  const database = await openDatabaseThread(options);
  return {
    put: (callId, command) => database.run('inbox.put', { callId, command }),
    waiting: (callIds) =>
      callIds.length === 0 ? Promise.resolve([]) : database.run('inbox.waiting', { callIds: [...callIds] }),
    remove: (callId, commandId) => database.run('inbox.remove', { callId, commandId }),
    clear: (callId) => database.run('inbox.clear', { callId }),
    close: () => database.close(),
  };
}
