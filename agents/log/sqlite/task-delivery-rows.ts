/** What results of tasks are still to be told, and to whom, inside the database thread. */
import type { Task } from '../../tasks/task.ts';
import type { DeliveryKind } from '../../tasks/task-store.ts';
import type { Database } from './open-database.ts';
import type { Handlers } from './operations.ts';
import type { StoredTask } from './task-columns.ts';
import type { TaskDeliveryOperations } from './task-operations.ts';

export function deliveryHandlers(
  database: Database,
  opened: (row: StoredTask) => Task,
): Handlers<keyof TaskDeliveryOperations> {
  const { sql } = database;
  const due = sql.prepare(`
    SELECT task_deliveries.kind AS delivery_kind, task_deliveries.tries AS delivery_tries, tasks.rowid AS position, tasks.*
    FROM task_deliveries JOIN tasks USING (task_id) WHERE next_ms <= ? ORDER BY next_ms LIMIT ?`);
  const settle = sql.prepare('DELETE FROM task_deliveries WHERE task_id = ? AND kind = ?');
  const postpone = sql.prepare(
    'UPDATE task_deliveries SET tries = tries + 1, next_ms = ? WHERE task_id = ? AND kind = ?',
  );
  const own = sql.prepare('SELECT call_id FROM calls WHERE call_id = ? AND ended_at_ms IS NULL');
  const other = sql.prepare(
    'SELECT call_id FROM calls WHERE user_id = ? AND ended_at_ms IS NULL ORDER BY started_at_ms DESC LIMIT 1',
  );
  const told = sql.prepare(
    "SELECT 1 AS told FROM events WHERE call_id = ? AND type = 'task.reported' AND json_extract(body, '$.taskId') = ? LIMIT 1",
  );
  const waiting = sql.prepare(`
    SELECT tasks.rowid AS position, tasks.* FROM task_deliveries JOIN tasks USING (task_id)
    WHERE user_id = ? AND kind = 'report' ORDER BY updated_at_ms LIMIT ?`);
  return {
    'tasks.dueDeliveries': ({ nowMs, limit }) =>
      (
        due.all(nowMs, limit) as object[] as (StoredTask & { delivery_kind: DeliveryKind; delivery_tries: number })[]
      ).map((row) => ({ task: opened(row), kind: row.delivery_kind, tries: row.delivery_tries })),
    'tasks.settleDelivery': ({ id, kind, outcome }) =>
      database.write(() => {
        if (typeof outcome === 'number') postpone.run(outcome, id, kind);
        else settle.run(id, kind);
        return undefined;
      }),
    'tasks.liveCall': ({ callId, user }) => {
      const found = (callId && own.get(callId)) || (user && other.get(user)) || undefined;
      return typeof found === 'object' ? String(found.call_id) : undefined;
    },
    'tasks.wasTold': ({ callId, taskId }) => told.get(callId, taskId) !== undefined,
    'tasks.undelivered': ({ user, limit }) => (waiting.all(user, limit) as object[] as StoredTask[]).map(opened),
  };
}
