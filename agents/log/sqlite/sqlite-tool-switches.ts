/** The kill switches of tools in the same SQLite file as the log of calls. */
import type { SwitchStore } from '../../acting/toolbox/switch-store.ts';
import { type DatabaseOptions, openDatabaseThread } from './database-thread.ts';

/** Rejects with StoreError when the file cannot be used. */
export async function openSqliteToolSwitches(options: DatabaseOptions): Promise<SwitchStore> {
  const database = await openDatabaseThread(options);
  return {
    all: () => database.run('toolSwitch.all', undefined),
    set: (killSwitch) => database.run('toolSwitch.set', killSwitch),
    close: () => database.close(),
  };
}
