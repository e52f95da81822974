/**
 * Removes what was kept long enough, inside the database thread, in transactions so short that no call notices. A call
 * goes in two steps: its row, its people and its key at once, so that it is no more and cannot be read, then its events.
 */
import type { Removed } from '../retention.ts';
import type { Database } from './open-database.ts';
import type { Handlers } from './operations.ts';
import type { RetentionOperations } from './retention-operations.ts';

/** Per transaction: each takes about 10 ms, deleted rows being overwritten. */
const CALLS_AT_ONCE = 10;
const ROWS_AT_ONCE = 400;
/** Of 4 KB. */
const PAGES_AT_ONCE = 500;

/** Its last event is as old: whatever wrote it has ended without saying so. */
const ABANDONED = `ended_at_ms IS NULL AND started_at_ms < :before AND
  (SELECT json_extract(body, '$.atMs') FROM events e WHERE e.call_id = calls.call_id ORDER BY seq DESC LIMIT 1) < :before`;

export function retentionHandlers(database: Database): Handlers<keyof RetentionOperations> {
  const { sql } = database;
  const oldCalls = sql.prepare(
    `SELECT call_id FROM calls WHERE ended_at_ms < :before OR (${ABANDONED}) LIMIT ${CALLS_AT_ONCE}`,
  );
  const retire = sql.prepare('INSERT OR IGNORE INTO retired_calls (call_id) VALUES (?)');
  const dropCall = sql.prepare('DELETE FROM calls WHERE call_id = ?');
  const dropPeople = sql.prepare('DELETE FROM call_participants WHERE call_id = ?');
  const destroyKey = sql.prepare(
    "UPDATE sealing_keys SET wrapped = NULL, destroyed_at_ms = coalesce(destroyed_at_ms, ?) WHERE owner_kind = 'call' AND owner_id = ?",
  );
  const dropKeys = sql.prepare("DELETE FROM sealing_keys WHERE owner_kind = 'call' AND owner_id = ?");
  const retired = sql.prepare('SELECT call_id FROM retired_calls LIMIT 1');
  const dropEvents = sql.prepare(
    `DELETE FROM events WHERE position IN (SELECT position FROM events WHERE call_id = ? LIMIT ${ROWS_AT_ONCE})`,
  );
  const finishRetired = sql.prepare('DELETE FROM retired_calls WHERE call_id = ?');
  const dropCommands = sql.prepare(
    `DELETE FROM call_inbox WHERE position IN (SELECT position FROM call_inbox i WHERE put_at_ms < :before AND NOT EXISTS (
       SELECT 1 FROM calls c WHERE c.call_id = i.call_id AND c.ended_at_ms IS NULL) LIMIT ${ROWS_AT_ONCE})`,
  );
  const oldTask = sql.prepare(
    "SELECT task_id FROM tasks WHERE state IN ('COMPLETED', 'FAILED') AND updated_at_ms < :before LIMIT 1",
  );
  const dropTaskLog = sql.prepare('DELETE FROM task_log WHERE task_id = ?');
  const dropDeliveries = sql.prepare('DELETE FROM task_deliveries WHERE task_id = ?');
  const dropTask = sql.prepare('DELETE FROM tasks WHERE task_id = ?');
  // What a call or a task that is still there was allowed stays with it.
  const dropApprovals = sql.prepare(
    `DELETE FROM approvals WHERE id IN (SELECT id FROM approvals a WHERE status <> 'pending'
       AND requested_at_ms < :before AND expires_at_ms < :before
       AND NOT EXISTS (SELECT 1 FROM calls c WHERE c.call_id = a.call_id)
       AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.task_id = a.task_id) LIMIT ${ROWS_AT_ONCE})`,
  );
  const changed = ({ changes }: { changes: number | bigint }): number => Number(changes);

  function retireCalls(before: number): string[] {
    return database.write(() => {
      const ids = oldCalls.all({ before }).map(({ call_id }) => String(call_id));
      for (const id of ids) {
        retire.run(id);
        destroyKey.run(Date.now(), id);
        dropPeople.run(id);
        dropCall.run(id);
      }
      return ids;
    });
  }

  /** A few events of a call that was retired, or the last of it. */
  function removeEvents(): { events: number; more: boolean } {
    const next = retired.get()?.call_id;
    if (typeof next !== 'string') return { events: 0, more: false };
    return database.write(() => {
      const events = changed(dropEvents.run(next));
      if (events < ROWS_AT_ONCE) {
        dropKeys.run(next);
        finishRetired.run(next);
      }
      return { events, more: true };
    });
  }

  function removeTask(before: number): { tasks: number; more: boolean } {
    const next = oldTask.get({ before })?.task_id;
    if (typeof next !== 'string') return { tasks: 0, more: false };
    // Whole, since half a log says something else; a task has at most some hundred entries.
    return database.write(() => {
      dropTaskLog.run(next);
      dropDeliveries.run(next);
      dropKeys.run(`task:${next}`);
      dropTask.run(next);
      return { tasks: 1, more: true };
    });
  }

  return {
    'retention.sweep': ({ beforeMs: before }) => {
      const callIds = retireCalls(before);
      const { events, more: moreEvents } = removeEvents();
      const { tasks, more: moreTasks } = removeTask(before);
      const commands = database.write(() => changed(dropCommands.run({ before })));
      const approvals = database.write(() => changed(dropApprovals.run({ before })));
      const removed: Removed = { calls: callIds.length, events, commands, tasks, approvals };
      const full = callIds.length === CALLS_AT_ONCE || commands === ROWS_AT_ONCE || approvals === ROWS_AT_ONCE;
      return { removed, callIds, more: full || moreEvents || moreTasks };
    },
    'retention.unknownCalls': ({ callIds }) => {
      const known = sql
        .prepare('SELECT call_id FROM calls WHERE call_id IN (SELECT value FROM json_each(?))')
        .all(JSON.stringify(callIds))
        .map(({ call_id }) => call_id);
      return callIds.filter((id) => !known.includes(id));
    },
    'retention.shrink': () => {
      sql.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
      // Files made before pages could be given back keep theirs, and use them again.
      const givesBack = Number(sql.prepare('PRAGMA auto_vacuum').get()?.auto_vacuum) === 2;
      return givesBack ? Number(sql.prepare('PRAGMA freelist_count').get()?.freelist_count) : 0;
    },
  };
}
