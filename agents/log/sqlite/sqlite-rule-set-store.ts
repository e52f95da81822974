/** Versions of the stored policy in the same SQLite file as the log of calls. */
import type { RuleSetStore } from '../../acting/policy/rule-set-store.ts';
import { type DatabaseOptions, openDatabaseThread } from './database-thread.ts';

/** Rejects with StoreError when the file cannot be used. */
export async function openSqliteRuleSetStore(options: DatabaseOptions): Promise<RuleSetStore> {
  const database = await openDatabaseThread(options);
  return {
    current: () => database.run('policy.current', undefined),
    version: (version) => database.run('policy.version', { version }),
    history: (limit, before) => database.run('policy.history', { limit, ...(before === undefined ? {} : { before }) }),
    add: (set) => database.run('policy.add', set),
    close: () => database.close(),
  };
}
