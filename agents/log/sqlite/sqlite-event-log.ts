/** Call events in a SQLite file: group commits and live following on top of the database thread. */
import type { EventLog } from '../event-log.ts';
import { StoreError } from '../store-error.ts';
import { subscribeTo } from '../subscribe.ts';
import { createTail } from '../tail.ts';
import { type DatabaseOptions, openDatabaseThread } from './database-thread.ts';
import { createGroupCommit } from './group-commit.ts';

export interface SqliteEventLogOptions extends DatabaseOptions {
  /** How often rows of other processes are looked for while somebody subscribes; default 150 ms. */
  pollMs?: number;
  /** Rows a live subscriber may be behind before it is dropped; default 2,000. */
  subscriberBufferRows?: number;
  /** Told in a sentence when following the file fails, and when it works again. */
  onTrouble?: (sentence: string) => void;
}

const DEFAULT_READ = 1_000;

/** Opens the log. Rejects with StoreError when the file is damaged, locked for good, or under another master key. */
export async function openSqliteEventLog(options: SqliteEventLogOptions): Promise<EventLog> {
  const database = await openDatabaseThread(options);
  const tail = createTail(
    {
      head: () => database.run('log.head', undefined),
      after: (afterPosition, limit) => database.run('log.tail', { afterPosition, limit }),
      onTrouble: (error) =>
        options.onTrouble?.(
          error === undefined
            ? `Following ${database.file} works again.`
            : `Following ${database.file} failed: ${String(error)}.`,
        ),
    },
    options.pollMs,
  );
  const group = createGroupCommit(async (batches) => {
    const outcomes = await database.run('log.append', batches);
    tail.poke();
    return outcomes;
  });
  let closed = false;
  return {
    append(callId, userId, events) {
      if (closed)
        return Promise.reject(new StoreError('closed', `The log is closed; events of call ${callId} came too late.`));
      return group.append({ callId, userId, events });
    },
    read: async (callId, afterSeq = 0, limit = DEFAULT_READ, types = undefined) =>
      (await database.run('log.read', { callId, afterSeq, limit, types })).map((row) => row.entry),
    calls: (filter, page) => database.run('log.calls', { filter, page }),
    subscribe: subscribeTo(
      {
        ofCall: (callId, afterSeq, limit) => database.run('log.read', { callId, afterSeq, limit }),
        ofAll: (afterPosition, limit) => database.run('log.tail', { afterPosition, limit }),
      },
      tail,
      options.subscriberBufferRows,
    ),
    head: () => database.run('log.head', undefined),
    verify: (callId) => database.run('log.verify', { callId }),
    lastForgottenMs: () => database.run('keys.lastDestroyed', undefined),
    forgetUser: (userId) => database.run('keys.destroy', { userId }),
    async close() {
      closed = true;
      tail.close();
      await group.settled();
      await database.close();
    },
  };
}
