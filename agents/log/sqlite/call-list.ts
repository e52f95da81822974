/** The list of calls, newest first, filtered and paged by a cursor that stays valid while calls are added. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { CallFilter, CallPage, CallSummary } from '../event-log.ts';
import { StoreError } from '../store-error.ts';

interface CallRow {
  call_id: string;
  user_id: string | null;
  agent: string | null;
  room_name: string | null;
  started_at_ms: number;
  ended_at_ms: number | null;
  outcome: string | null;
  last_seq: number;
}

export function listCalls(
  sql: DatabaseSync,
  filter: CallFilter,
  page: CallPage,
): { calls: CallSummary[]; next: string | undefined } {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const where = (condition: string, ...given: SQLInputValue[]) => {
    conditions.push(condition);
    values.push(...given);
  };
  if (filter.userId !== undefined) {
    where(
      '(user_id = ? OR call_id IN (SELECT call_id FROM call_participants WHERE user_id = ?))',
      filter.userId,
      filter.userId,
    );
  }
  if (filter.agent !== undefined) where('agent = ?', filter.agent);
  if (filter.status !== undefined) where(filter.status === 'live' ? 'ended_at_ms IS NULL' : 'ended_at_ms IS NOT NULL');
  if (filter.sinceMs !== undefined) where('started_at_ms >= ?', filter.sinceMs);
  if (filter.untilMs !== undefined) where('started_at_ms < ?', filter.untilMs);
  if (page.cursor !== undefined) {
    const after = readCursor(page.cursor);
    where(
      '(started_at_ms < ? OR (started_at_ms = ? AND call_id > ?))',
      after.startedAtMs,
      after.startedAtMs,
      after.callId,
    );
  }
  const limit = Math.min(500, Math.max(1, Math.floor(page.limit)));
  const text = `SELECT * FROM calls ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY started_at_ms DESC, call_id LIMIT ?`;
  const rows = sql.prepare(text).all(...values, limit + 1) as object[] as CallRow[];
  const calls = rows.slice(0, limit).map(toSummary);
  const last = calls.at(-1);
  return { calls, next: rows.length > limit && last ? writeCursor(last) : undefined };
}

const writeCursor = (call: CallSummary): string =>
  Buffer.from(JSON.stringify([call.startedAtMs, call.callId])).toString('base64url');

export function readCursor(cursor: string): { startedAtMs: number; callId: string } {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    value = undefined;
  }
  if (Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'string')
    return { startedAtMs: value[0], callId: value[1] };
  throw new StoreError('invalid', `${JSON.stringify(cursor)} is not a cursor of this list.`);
}

const outcomeOf = (text: string | null): CallSummary['outcome'] =>
  text === 'completed' || text === 'failed' || text === 'handed-over' ? text : undefined;

const toSummary = (row: CallRow): CallSummary => ({
  callId: row.call_id,
  userId: row.user_id ?? undefined,
  agent: row.agent ?? undefined,
  roomName: row.room_name ?? undefined,
  startedAtMs: row.started_at_ms,
  endedAtMs: row.ended_at_ms ?? undefined,
  outcome: outcomeOf(row.outcome),
  lastSeq: row.last_seq,
});
