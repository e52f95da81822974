/**
 * Empties the write-ahead log after a key was destroyed, so that the overwritten key does not linger in it. Another
 * process that reads at the moment keeps it from being emptied: it is tried again until it is.
 */
import type { DatabaseSync } from 'node:sqlite';

/** Waiting holds up the thread: readers of other processes take milliseconds, and the next try comes soon. */
const WAIT_MS = 50;
const AGAIN_MS = 500;

/** The function returned may be called as often as keys are destroyed; never throws. */
export function walEmptier(sql: DatabaseSync, busyTimeoutMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  const attempt = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!sql.isOpen || isEmptied()) return;
    timer = setTimeout(attempt, AGAIN_MS);
    timer.unref();
  };
  function isEmptied(): boolean {
    try {
      sql.exec(`PRAGMA busy_timeout = ${WAIT_MS}`);
      return sql.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0;
    } catch {
      // A full disk, for one. The key itself is gone from the tables.
      return false;
    } finally {
      sql.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    }
  }
  return attempt;
}
