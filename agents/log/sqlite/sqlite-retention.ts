/** Removing what is old from the SQLite file that calls, tasks and approvals share. */
import type { RetentionStore } from '../retention.ts';
import { type DatabaseOptions, openDatabaseThread } from './database-thread.ts';

/** Rejects with StoreError when the file cannot be used. */
export async function openSqliteRetention(options: DatabaseOptions): Promise<RetentionStore> {
  const database = await openDatabaseThread(options);
  return {
    sweep: (beforeMs) => database.run('retention.sweep', { beforeMs }),
    unknownCalls: (callIds) => database.run('retention.unknownCalls', { callIds: [...callIds] }),
    shrink: () => database.run('retention.shrink', undefined),
    close: () => database.close(),
  };
}
