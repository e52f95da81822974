/**
 * Opens the database file inside the database thread: settings, migrations, and one way to run a transaction. Waiting
 * here is synchronous, so nothing of this may be used on a main thread.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../store-error.ts';
import { walEmptier } from './empty-wal.ts';
import { MIGRATIONS } from './migrations.ts';
import { sqliteFailure } from './sqlite-failure.ts';

/** How long SQLite waits for another process's transaction. Writers hold the lock for milliseconds. */
const BUSY_TIMEOUT_MS = 2_000;
/**
 * How long opening goes on when the file is busy. The timeout above does not cover it: processes that turn one new file
 * to WAL at the same moment are refused at once, since waiting for each other could be a deadlock.
 */
const OPEN_DEADLINE_MS = 8_000;
const OPEN_AGAIN_MS = 20;

export interface Database {
  readonly file: string;
  readonly sql: DatabaseSync;
  /** Runs `work` in an immediate transaction; all of it is kept or none. Throws StoreError. */
  write<T>(work: () => T): T;
  /** After a key was destroyed: what was overwritten leaves the write-ahead log, now or as soon as nobody reads it. */
  emptyWal(): void;
  /** Largest size of the file; SQLite reports a full disk beyond it. */
  limitBytes(maxBytes: number): void;
  close(): void;
}

/** Throws StoreError when the file is damaged, written by a later version, stays busy, or cannot be opened. */
export function openDatabase(file: string, maxBytes?: number): Database {
  const endMs = performance.now() + OPEN_DEADLINE_MS;
  for (;;) {
    try {
      return openOnce(file, maxBytes);
    } catch (error) {
      const busy = error instanceof StoreError && error.failure === 'busy';
      if (!busy || performance.now() > endMs) throw error;
      pauseThreadMs(OPEN_AGAIN_MS);
    }
  }
}

const pauseThreadMs = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

function openOnce(file: string, maxBytes?: number): Database {
  const what = `Opening ${file}`;
  let sql: DatabaseSync;
  try {
    mkdirSync(dirname(file), { recursive: true });
    sql = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    throw sqliteFailure(error, what);
  }
  const database: Database = {
    file,
    sql,
    write(work) {
      try {
        sql.exec('BEGIN IMMEDIATE');
      } catch (error) {
        throw sqliteFailure(error, `Writing to ${file}`);
      }
      try {
        const result = work();
        sql.exec('COMMIT');
        return result;
      } catch (error) {
        // SQLite has rolled back by itself after some failures (a full disk among them).
        if (sql.isTransaction) sql.exec('ROLLBACK');
        throw sqliteFailure(error, `Writing to ${file}`);
      }
    },
    emptyWal: walEmptier(sql, BUSY_TIMEOUT_MS),
    limitBytes(limit) {
      const pageBytes = Number(Object.values(sql.prepare('PRAGMA page_size').get() ?? {})[0]);
      sql.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(limit / pageBytes))}`);
    },
    close: () => sql.close(),
  };
  try {
    // Counts for a new file only, and before its first table: what is removed later makes the file smaller.
    sql.exec('PRAGMA auto_vacuum = INCREMENTAL');
    // WAL: readers never wait for the writer. FULL: a committed intent survives a power cut. secure_delete: a
    // destroyed key is overwritten, not merely unlinked.
    sql.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON',
    );
    migrate(database);
    if (maxBytes !== undefined) database.limitBytes(maxBytes);
  } catch (error) {
    sql.close();
    throw sqliteFailure(error, what);
  }
  return database;
}

const versionOf = (sql: DatabaseSync): number => Number(sql.prepare('PRAGMA user_version').get()?.user_version ?? 0);

function migrate(database: Database): void {
  const { sql, file } = database;
  if (versionOf(sql) === MIGRATIONS.length) return;
  database.write(() => {
    // Read again under the lock: another process may have migrated meanwhile.
    const version = versionOf(sql);
    if (version > MIGRATIONS.length) {
      throw new StoreError(
        'invalid',
        `${file} was written by a later version of Parley (schema ${version}; this one knows ${MIGRATIONS.length}).`,
      );
    }
    for (const step of MIGRATIONS.slice(version)) sql.exec(step);
    sql.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}
