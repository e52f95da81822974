/**
 * Memory records as rows, inside the database thread: every change of a record writes, in the same transaction, its
 * older version and what the index has to be told. Every statement names the user.
 */
import { randomUUID } from 'node:crypto';
import type { KeyRing } from '../../log/sqlite/key-ring.ts';
import type { Database } from '../../log/sqlite/open-database.ts';
import type { Handlers } from '../../log/sqlite/operations.ts';
import { StoreError } from '../../log/store-error.ts';
import type { MemoryRecord, RememberRequest } from '../service-api.ts';
import { sameSubject } from '../single-valued.ts';
import { indexWorkHandlers } from './index-work.ts';
import type { MemoryOperations } from './operations.ts';
import { recallHandlers } from './recall-rows.ts';
import { openContent, type RecordRow, sealContent, toRecord } from './record-codec.ts';
import { createUserIndices, textOf } from './user-indices.ts';

/** Long-term records one user may have; far above what conversations leave behind, low enough to search in time. */
const MAX_LONG_TERM_RECORDS = 5_000;
/** English text is about four characters a token. */
const CHARACTERS_PER_TOKEN = 4;

export function memoryHandlers(database: Database, keys: KeyRing): Handlers<keyof MemoryOperations> {
  const { sql } = database;
  const indices = createUserIndices(database, keys);
  const findById = sql.prepare('SELECT * FROM memory_records WHERE id = ? AND user_id = ?');
  const findByKey = sql.prepare('SELECT * FROM memory_records WHERE user_id = ? AND idempotency_key = ?');
  const insert = sql.prepare(`INSERT INTO memory_records
    (id, user_id, session_id, scope, kind, content, provenance, embedding_model, embedding_version, version, created_at_ms, updated_at_ms, expires_at_ms, idempotency_key, tokens, revision)
    VALUES (:id, :user, :session, :scope, :kind, :content, :provenance, 'none', '0', 1, :now, :now, :expires, :once, :tokens, :revision)`);
  const edit =
    sql.prepare(`UPDATE memory_records SET content = :content, provenance = :provenance, version = :version, session_id = :session,
    updated_at_ms = :now, expires_at_ms = :expires, tokens = :tokens, revision = :revision, embedding_model = 'none', embedding_version = '0' WHERE id = :id AND user_id = :user`);
  const touch = sql.prepare('UPDATE memory_records SET updated_at_ms = ?, revision = ? WHERE id = ?');
  const keepVersion = sql.prepare(
    'INSERT INTO memory_versions (record_id, version, content, provenance, replaced_at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const findVersions = sql.prepare(
    'SELECT version, content, provenance, replaced_at_ms FROM memory_versions WHERE record_id = ? ORDER BY version',
  );
  const dropVersions = sql.prepare('DELETE FROM memory_versions WHERE record_id = ?');
  const drop = sql.prepare('DELETE FROM memory_records WHERE id = ? AND user_id = ? RETURNING scope');
  const tell = sql.prepare(
    'INSERT OR REPLACE INTO memory_index_work (record_id, user_id, scope, action) VALUES (?, ?, ?, ?)',
  );
  const nextRevision = sql.prepare(`INSERT INTO memory_users (user_id, epoch, revision) VALUES (?, ?, 1)
    ON CONFLICT (user_id) DO UPDATE SET revision = revision + 1 RETURNING revision`);
  const newEpoch = sql.prepare('UPDATE memory_users SET epoch = ? WHERE user_id = ?');
  const dropUser = sql.prepare('DELETE FROM memory_users WHERE user_id = ?');
  const idsOfUser = sql.prepare('SELECT id FROM memory_records WHERE user_id = ?');
  const countLongTerm = sql.prepare(
    "SELECT count(*) AS n FROM memory_records WHERE user_id = ? AND scope = 'long-term'",
  );
  const sessionOldestFirst = sql.prepare(
    "SELECT id, tokens FROM memory_records WHERE user_id = ? AND scope = 'short-term' AND session_id = ? ORDER BY created_at_ms, rowid",
  );
  const sameKind = sql.prepare(
    "SELECT * FROM memory_records WHERE user_id = ? AND scope = ? AND kind = ? AND (scope = 'long-term' OR session_id = ?) ORDER BY updated_at_ms DESC LIMIT 500",
  );
  const expired = sql.prepare(
    'SELECT id, user_id FROM memory_records WHERE expires_at_ms IS NOT NULL AND expires_at_ms <= ? LIMIT 1000',
  );
  const list = sql.prepare(
    'SELECT * FROM memory_records WHERE (:user IS NULL OR user_id = :user) AND (:id IS NULL OR id = :id) ORDER BY updated_at_ms DESC, id LIMIT :limit OFFSET :offset',
  );
  const status =
    sql.prepare(`SELECT (SELECT count(*) FROM memory_records) AS records, (SELECT count(DISTINCT user_id) FROM memory_records) AS users,
    (SELECT count(*) FROM memory_index_work) AS waiting`);

  const revisionOf = (userId: string): number => Number(nextRevision.get(userId, randomUUID())?.revision ?? 1);
  const load = (id: string, userId: string): MemoryRecord => {
    const row = findById.get(id, userId) as RecordRow | undefined;
    if (!row) throw new StoreError('not-found', `This user has no memory record ${JSON.stringify(id)}.`);
    return toRecord(row, keys.lookup());
  };
  const tokensOf = (text: string): number => Math.ceil(text.length / CHARACTERS_PER_TOKEN);

  /** A new version of `row`; the older one is kept. */
  function change(
    row: RecordRow,
    text: string,
    by: { provenance: string; sessionId: string; expiresAtMs: number | null; nowMs: number },
  ): MemoryRecord {
    const { id, user_id: userId } = row;
    const version = row.version + 1;
    keepVersion.run(id, row.version, row.content, row.provenance, by.nowMs);
    const content = sealContent(text, keys.keyFor({ kind: 'user', id: userId }), userId, id, version);
    edit.run({
      id,
      user: userId,
      content,
      provenance: by.provenance,
      version,
      session: by.sessionId,
      now: by.nowMs,
      expires: by.expiresAtMs,
      tokens: tokensOf(text),
      revision: revisionOf(userId),
    });
    tell.run(id, userId, row.scope, 'upsert');
    return load(id, userId);
  }

  function add(request: RememberRequest, id: string, nowMs: number, expiresAtMs: number | null): MemoryRecord {
    const { userId, scope, content: text } = request;
    if (scope === 'long-term' && Number(countLongTerm.get(userId)?.n ?? 0) >= MAX_LONG_TERM_RECORDS) {
      throw new StoreError(
        'invalid',
        `This user already has ${MAX_LONG_TERM_RECORDS} long-term records; forget some before remembering more.`,
      );
    }
    insert.run({
      id,
      user: userId,
      session: request.sessionId,
      scope,
      kind: request.kind,
      content: sealContent(text, keys.keyFor({ kind: 'user', id: userId }), userId, id, 1),
      provenance: JSON.stringify(request.provenance),
      now: nowMs,
      expires: expiresAtMs,
      once: request.idempotencyKey ?? null,
      tokens: tokensOf(text),
      revision: revisionOf(userId),
    });
    tell.run(id, userId, scope, 'upsert');
    return load(id, userId);
  }

  function remove(id: string, userId: string): boolean {
    const row = drop.get(id, userId);
    if (!row) return false;
    dropVersions.run(id);
    tell.run(id, userId, String(row.scope), 'delete');
    if (row.scope === 'long-term') newEpoch.run(randomUUID(), userId);
    return true;
  }

  /** A session's short-term memory is a window: the oldest leave it when it is full. */
  function trimSession(userId: string, sessionId: string, maxTokens: number): void {
    const rows = sessionOldestFirst.all(userId, sessionId) as { id: string; tokens: number }[];
    let tokens = rows.reduce((sum, row) => sum + row.tokens, 0);
    for (const row of rows.slice(0, -1)) {
      if (tokens <= maxTokens) return;
      remove(row.id, userId);
      tokens -= row.tokens;
    }
  }

  /** The record that says this already, or that this one corrects. */
  function forerunner(request: RememberRequest): { row: RecordRow; same: boolean } | undefined {
    if (request.kind !== 'fact' && request.kind !== 'preference') return undefined;
    const rows = sameKind.all(
      request.userId,
      request.scope,
      request.kind,
      request.sessionId,
    ) as object[] as RecordRow[];
    const lookup = keys.lookup();
    const plain = (text: string) =>
      text
        .trim()
        .toLowerCase()
        .replace(/[.!]+$/, '');
    for (const row of rows) {
      const text = textOf(openContent(row.content, lookup, row.user_id, row.id, row.version));
      if (plain(text) === plain(request.content)) return { row, same: true };
      if (sameSubject(text, request.content)) return { row, same: false };
    }
    return undefined;
  }

  function remember(request: RememberRequest, id: string, nowMs: number): MemoryRecord {
    const { userId, sessionId } = request;
    const lookup = keys.lookup();
    const expiresAtMs = request.ttlMs === undefined ? null : nowMs + request.ttlMs;
    const by = { provenance: JSON.stringify(request.provenance), sessionId, expiresAtMs, nowMs };
    if (request.idempotencyKey !== undefined) {
      const done = findByKey.get(userId, request.idempotencyKey) as RecordRow | undefined;
      if (done) return toRecord(done, lookup);
    }
    if (request.recordId !== undefined) {
      const row = findById.get(request.recordId, userId) as RecordRow | undefined;
      if (!row)
        throw new StoreError(
          'not-found',
          `This user has no memory record ${JSON.stringify(request.recordId)} to edit.`,
        );
      refuseChanged(row, request.expectedVersion);
      return change(row, request.content, by);
    }
    const before = forerunner(request);
    if (!before) return add(request, id, nowMs, expiresAtMs);
    if (!before.same) return change(before.row, request.content, by);
    touch.run(nowMs, revisionOf(userId), before.row.id);
    return load(before.row.id, userId);
  }

  return {
    ...recallHandlers(sql, keys, indices),
    ...indexWorkHandlers(database, keys),
    'memory.remember': ({ request, id, nowMs, sessionTokens }) =>
      database.write(() => {
        const record = remember(request, id, nowMs);
        if (record.scope === 'short-term') trimSession(request.userId, request.sessionId, sessionTokens);
        return record;
      }),
    'memory.list': ({ userId, recordId, limit, offset }) => {
      const lookup = keys.lookup();
      return (list.all({ user: userId ?? null, id: recordId ?? null, limit, offset }) as object[] as RecordRow[]).map(
        (row) => toRecord(row, lookup),
      );
    },
    'memory.forget': ({ userId, ids, expectedVersion }) =>
      database.write(() => {
        for (const id of ids) refuseChanged(findById.get(id, userId) as RecordRow | undefined, expectedVersion);
        return ids.filter((id) => remove(id, userId));
      }),
    'memory.forgetUser': ({ userId }) => {
      const ids = database.write(() => {
        const all = (idsOfUser.all(userId) as { id: string }[]).map((row) => row.id);
        for (const id of all) remove(id, userId);
        dropUser.run(userId);
        keys.destroyUser(userId);
        return all;
      });
      database.emptyWal();
      return ids;
    },
    'memory.versions': ({ userId, recordId }) => {
      load(recordId, userId);
      const lookup = keys.lookup();
      const rows = findVersions.all(recordId) as {
        version: number;
        content: string;
        provenance: string;
        replaced_at_ms: number;
      }[];
      return rows.map((row) => ({
        version: row.version,
        content: { private: textOf(openContent(row.content, lookup, userId, recordId, row.version)) },
        provenance: JSON.parse(row.provenance),
        replacedAtMs: row.replaced_at_ms,
      }));
    },
    'memory.rollback': ({ userId, recordId, version, expectedVersion, nowMs }) =>
      database.write(() => {
        const row = findById.get(recordId, userId) as RecordRow | undefined;
        if (!row) throw new StoreError('not-found', `This user has no memory record ${JSON.stringify(recordId)}.`);
        refuseChanged(row, expectedVersion);
        const older = (findVersions.all(recordId) as { version: number; content: string; provenance: string }[]).find(
          (one) => one.version === version,
        );
        if (!older)
          throw new StoreError(
            'not-found',
            `Record ${recordId} has no earlier version ${version}; it is at version ${row.version}.`,
          );
        const text = textOf(openContent(older.content, keys.lookup(), userId, recordId, version));
        return change(row, text, {
          provenance: older.provenance,
          sessionId: row.session_id,
          expiresAtMs: row.expires_at_ms,
          nowMs,
        });
      }),
    'memory.expire': ({ nowMs }) => {
      if (!expired.get(nowMs)) return 0;
      return database.write(
        () =>
          (expired.all(nowMs) as { id: string; user_id: string }[]).filter((row) => remove(row.id, row.user_id)).length,
      );
    },
    'memory.status': () => {
      const row = status.get();
      return {
        records: Number(row?.records ?? 0),
        users: Number(row?.users ?? 0),
        waitingForIndex: Number(row?.waiting ?? 0),
      };
    },
  };
}

/** What was decided on one version of a record must not fall on another that nobody saw. */
function refuseChanged(row: RecordRow | undefined, expectedVersion: number | undefined): void {
  if (row === undefined || expectedVersion === undefined || row.version === expectedVersion) return;
  throw new StoreError(
    'conflict',
    `Record ${row.id} was changed meanwhile: it is at version ${row.version}, not ${expectedVersion}. Look at it again first.`,
  );
}
