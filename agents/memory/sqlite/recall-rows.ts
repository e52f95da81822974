/** Finding records, inside the database thread. What is returned belongs to the user that asked, and has not expired. */
import type { DatabaseSync } from 'node:sqlite';
import type { KeyRing } from '../../log/sqlite/key-ring.ts';
import type { Handlers } from '../../log/sqlite/operations.ts';
import { asksForNothing } from '../lexical-index.ts';
import type { MemoryRecord } from '../service-api.ts';
import type { FoundRecord, RecallScope } from './operations.ts';
import { type RecordRow, toRecord } from './record-codec.ts';
import type { UserIndices } from './user-indices.ts';

type RecallHandlers = Handlers<'memory.search' | 'memory.byIds' | 'memory.recent'>;

export function recallHandlers(sql: DatabaseSync, keys: KeyRing, indices: UserIndices): RecallHandlers {
  const findById = sql.prepare('SELECT * FROM memory_records WHERE id = ? AND user_id = ?');
  const newest = sql.prepare(`
    SELECT * FROM memory_records
    WHERE user_id = :user AND (expires_at_ms IS NULL OR expires_at_ms > :now) AND (scope = 'long-term' OR :session IS NULL OR session_id = :session)
    ORDER BY (scope = 'long-term' AND kind IN ('fact', 'preference')) DESC, updated_at_ms DESC, rowid DESC LIMIT :limit`);

  function visible(id: string, scope: RecallScope): MemoryRecord | undefined {
    const row = findById.get(id, scope.userId) as RecordRow | undefined;
    if (!row) return undefined;
    const record = toRecord(row, keys.lookup());
    return maySee(record, scope) ? record : undefined;
  }

  function recent(scope: RecallScope, limit: number): MemoryRecord[] {
    const rows = newest.all({
      user: scope.userId,
      session: scope.sessionId ?? null,
      now: scope.nowMs,
      limit: limit * 2,
    }) as object[] as RecordRow[];
    const lookup = keys.lookup();
    return rows
      .map((row) => toRecord(row, lookup))
      .filter((record) => maySee(record, scope))
      .slice(0, limit);
  }

  return {
    'memory.search': ({ query, limit, ...scope }) => {
      if (asksForNothing(query))
        return { unranked: true, found: recent(scope, limit).map((record) => ({ record, score: 0, coverage: 0 })) };
      const hits = [
        ...(scope.scopes.includes('long-term') ? indices.longTerm(scope.userId).search(query, limit * 2) : []),
        ...(scope.scopes.includes('short-term')
          ? indices.shortTerm(scope.userId, scope.sessionId).search(query, limit)
          : []),
      ].sort((a, b) => b.score - a.score);
      const found = hits.flatMap((hit): FoundRecord[] => {
        const record = visible(hit.id, scope);
        return record ? [{ record, score: hit.score, coverage: hit.coverage }] : [];
      });
      return { unranked: false, found: found.slice(0, limit) };
    },
    'memory.byIds': ({ ids, ...scope }) => ids.flatMap((id) => visible(id, scope) ?? []),
    'memory.recent': ({ limit, ...scope }) => {
      const records = recent(scope, limit);
      indices.longTerm(scope.userId);
      return records;
    },
  };
}

/** Short-term memory belongs to its session; nothing belongs to another user; what expired is gone. */
function maySee(record: MemoryRecord, scope: RecallScope): boolean {
  if (record.userId !== scope.userId || !scope.scopes.includes(record.scope)) return false;
  if (record.content.destroyed) return false;
  if (record.expiresAtMs !== undefined && record.expiresAtMs <= scope.nowMs) return false;
  return record.scope === 'long-term' || scope.sessionId === undefined || record.sessionId === scope.sessionId;
}
