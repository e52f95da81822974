/**
 * Tasks and their logs as rows, inside the database thread. A row is never written but as the fold of the log, in the
 * transaction that adds to the log. What people and tools said is sealed under the user's key, else the task's own.
 */
import { foldRow, type TaskRow } from '../../tasks/fold-task.ts';
import { IllegalTransitionError, isOver } from '../../tasks/state.ts';
import { type Task, task as taskSchema } from '../../tasks/task.ts';
import { type TaskEntry, type TaskEntryBody, taskEntry } from '../../tasks/task-entry.ts';
import type { NewTask, Writer } from '../../tasks/task-store.ts';
import { type KeyLookup, openMarked, type SealingKey, sealMarked } from '../seal.ts';
import { StoreError } from '../store-error.ts';
import type { KeyRing } from './key-ring.ts';
import type { Database } from './open-database.ts';
import type { Handlers } from './operations.ts';
import type { StoredTask } from './task-columns.ts';
import { deliveryHandlers } from './task-delivery-rows.ts';
import type { TaskOperations } from './task-operations.ts';

const PRIORITIES = ['low', 'normal', 'high'] as const;
const placeOf = (id: string, part: string | number): string => `task/${id}/${part}`;

/** The task of a row. A destroyed key leaves its texts empty. */
export function taskOf(row: StoredTask, lookup: KeyLookup): Task {
  const body = openMarked(JSON.parse(row.body), lookup, placeOf(row.task_id, 'body')) as {
    goal: unknown;
    webhook?: { private: string };
  };
  const webhook = body.webhook?.private;
  return taskSchema.parse({
    id: row.task_id,
    agent: row.agent,
    goal: body.goal,
    ...(row.user_id === null ? {} : { user: row.user_id }),
    ...(row.call_id === null ? {} : { callId: row.call_id }),
    ...(webhook ? { notify: { webhook } } : {}),
    priority: PRIORITIES[row.priority],
    origin: row.origin,
    state: row.state,
    attempt: row.attempt,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    ...(row.summary === null
      ? {}
      : { summary: openMarked(JSON.parse(row.summary), lookup, placeOf(row.task_id, 'summary')) }),
    cancelRequested: row.cancel_actor !== null,
  });
}

export function taskHandlers(database: Database, keys: KeyRing): Handlers<keyof TaskOperations> {
  const { sql } = database;
  const find = sql.prepare('SELECT rowid AS position, * FROM tasks WHERE task_id = ?');
  const findByKey = sql.prepare(
    'SELECT rowid AS position, * FROM tasks WHERE requested_by = ? AND idempotency_key = ?',
  );
  const insert = sql.prepare(`
    INSERT INTO tasks (task_id, agent, user_id, call_id, priority, origin, state, attempt, last_seq, created_at_ms,
      updated_at_ms, body, requested_by, idempotency_key, body_hash)
    VALUES (?, ?, ?, ?, ?, ?, 'RECEIVED', 1, 0, ?, ?, ?, ?, ?, ?)`);
  const insertEntry = sql.prepare('INSERT INTO task_log (task_id, seq, at_ms, type, body) VALUES (?, ?, ?, ?, ?)');
  const selectEntries = sql.prepare(
    'SELECT seq, body FROM task_log WHERE task_id = ? AND seq > ? ORDER BY seq LIMIT ?',
  );
  const advance = sql.prepare(`
    UPDATE tasks SET state = ?, waiting_for = ?, attempt = ?, last_seq = ?, updated_at_ms = ?, summary = ?,
      cancel_actor = CASE WHEN ? THEN NULL ELSE cancel_actor END,
      not_before_ms = CASE WHEN ? THEN 0 ELSE not_before_ms END
    WHERE task_id = ?`);
  const announce = sql.prepare(`
    INSERT INTO task_deliveries (task_id, kind, tries, next_ms) VALUES (?, ?, 0, 0)
    ON CONFLICT (task_id, kind) DO UPDATE SET tries = 0, next_ms = 0`);
  // Its documents are let go of when they are next looked through; a search that is late only prolongs them.
  const endSnapshot = sql.prepare("UPDATE knowledge_snapshots SET expires_at_ms = 0 WHERE snapshot_id = 'task:' || ?");
  const claimable = sql.prepare(`
    SELECT rowid AS position, * FROM tasks
    WHERE state IN ('RECEIVED', 'PLANNED', 'EXECUTING', 'WAITING_FOR_TOOL', 'VALIDATING')
      AND not_before_ms <= ? AND (lease_until_ms IS NULL OR lease_until_ms <= ?)
    ORDER BY priority DESC, created_at_ms, rowid LIMIT 1`);
  const lease = sql.prepare('UPDATE tasks SET lease_owner = ?, lease_until_ms = ? WHERE task_id = ?');
  const renew = sql.prepare('UPDATE tasks SET lease_until_ms = ? WHERE task_id = ? AND lease_owner = ?');
  const release = sql.prepare(
    'UPDATE tasks SET lease_owner = NULL, lease_until_ms = NULL, not_before_ms = ? WHERE task_id = ? AND lease_owner = ?',
  );
  const askCancel = sql.prepare(
    'UPDATE tasks SET cancel_actor = ?, updated_at_ms = ?, not_before_ms = 0 WHERE task_id = ? AND cancel_actor IS NULL',
  );
  const page = sql.prepare(`
    SELECT rowid AS position, * FROM tasks
    WHERE (:state IS NULL OR state = :state) AND (:user IS NULL OR user_id = :user)
      AND (:call IS NULL OR call_id = :call) AND rowid < :before
    ORDER BY rowid DESC LIMIT :limit`);

  const rowOf = (id: string): StoredTask | undefined => find.get(id) as object as StoredTask | undefined;
  const existing = (id: string): StoredTask => {
    const row = rowOf(id);
    if (!row) throw new StoreError('not-found', `There is no task ${JSON.stringify(id)}.`);
    return row;
  };
  const keyOf = (row: Pick<StoredTask, 'task_id' | 'user_id'>): SealingKey =>
    keys.keyFor(row.user_id === null ? { kind: 'call', id: `task:${row.task_id}` } : { kind: 'user', id: row.user_id });
  const opened = (row: StoredTask): Task => taskOf(row, keys.lookup());

  function write(row: StoredTask, bodies: readonly TaskEntryBody[], atMs: number, fresh: boolean): TaskEntry[] {
    const key = keyOf(row);
    const id = row.task_id;
    const entries = bodies.map((body, index) => taskEntry.parse({ ...body, seq: row.last_seq + 1 + index, atMs }));
    let folded: TaskRow | undefined = fresh ? undefined : foldedOf(row, keys.lookup());
    for (const entry of entries) {
      try {
        folded = foldRow(folded, entry);
      } catch (error) {
        if (error instanceof IllegalTransitionError) throw new StoreError('invalid', error.message);
        throw error;
      }
      insertEntry.run(id, entry.seq, atMs, entry.type, JSON.stringify(sealMarked(entry, key, placeOf(id, entry.seq))));
    }
    if (!folded) return entries;
    const { state, waitingFor, attempt, seq, updatedAtMs, summary } = folded;
    const sealed = summary && JSON.stringify(sealMarked(summary, key, placeOf(id, 'summary')));
    const reborn = entries.some(
      (entry) => entry.type === 'transition' && (entry.from === 'ESCALATED' || entry.from === 'FAILED'),
    )
      ? 1
      : 0;
    advance.run(state, waitingFor ?? null, attempt, seq, updatedAtMs, sealed ?? null, reborn, reborn, id);
    // What is ESCALATED may be returned to work.
    if (state === 'COMPLETED' || state === 'FAILED') endSnapshot.run(id);
    if (isOver(state)) {
      if (row.user_id !== null || row.call_id !== null) announce.run(id, 'report');
      if (row.body.includes('"webhook"')) announce.run(id, 'webhook');
    }
    return entries;
  }

  return {
    'tasks.create': (task) =>
      database.write(() => {
        const { id, request, actor, atMs, idempotency } = task;
        const before = idempotency && (findByKey.get(actor, idempotency.key) as object as StoredTask | undefined);
        if (before)
          return {
            outcome: before.body_hash === idempotency.bodyHash ? ('same' as const) : ('other-body' as const),
            task: opened(before),
          };
        insertTask(task, request, atMs);
        const first: TaskEntryBody = { type: 'transition', to: 'RECEIVED', actor, attempt: 1 };
        write(existing(id), [first], atMs, true);
        return { outcome: 'created' as const, task: opened(existing(id)) };
      }),
    'tasks.get': ({ id }) => {
      const row = rowOf(id);
      return row && opened(row);
    },
    'tasks.list': ({ filter, limit, cursor }) => {
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number.parseInt(cursor, 36);
      if (!Number.isSafeInteger(before))
        throw new StoreError('invalid', `cursor=${JSON.stringify(cursor)} is none that a list of tasks returned.`);
      const rows = page.all({
        state: filter.state ?? null,
        user: filter.user ?? null,
        call: filter.callId ?? null,
        before,
        limit,
      }) as object[] as StoredTask[];
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return { tasks: rows.map(opened), ...(last ? { next: last.position.toString(36) } : {}) };
    },
    'tasks.log': ({ id, afterSeq, limit }) => {
      const lookup = keys.lookup();
      const rows = selectEntries.all(id, afterSeq, limit) as object[] as { seq: number; body: string }[];
      return rows.map(({ seq, body }) => taskEntry.parse(openMarked(JSON.parse(body), lookup, placeOf(id, seq))));
    },
    'tasks.append': ({ id, afterSeq, bodies, writer, atMs }) =>
      database.write(() => {
        const row = existing(id);
        refuseStranger(row, writer);
        if (row.last_seq !== afterSeq)
          throw new StoreError('conflict', `The log of task ${id} ends at ${row.last_seq}, not at ${afterSeq}.`);
        const entries = write(row, bodies, atMs, false);
        return { task: opened(existing(id)), entries };
      }),
    'tasks.claim': ({ owner, nowMs, leaseMs }) =>
      database.write(() => {
        const row = claimable.get(nowMs, nowMs) as object as StoredTask | undefined;
        if (!row) return undefined;
        lease.run(owner, nowMs + leaseMs, row.task_id);
        return opened(row);
      }),
    'tasks.renew': ({ owner, ids, untilMs }) =>
      database.write(() => ids.filter((id) => renew.run(untilMs, id, owner).changes > 0)),
    'tasks.release': ({ owner, id, notBeforeMs }) =>
      database.write(() => {
        release.run(notBeforeMs, id, owner);
        return undefined;
      }),
    'tasks.cancel': ({ id, actor, atMs }) =>
      database.write(() => {
        const row = rowOf(id);
        if (!row) return undefined;
        const { state, attempt } = row;
        if (state === 'ESCALATED') {
          const reason = { private: `cancelled by ${actor}` };
          const bodies: TaskEntryBody[] = [
            { type: 'summarised', text: { private: 'It was cancelled.' } },
            { type: 'transition', from: state, to: 'FAILED', actor, attempt, reason },
          ];
          write(row, bodies, atMs, false);
        } else if (state !== 'COMPLETED' && state !== 'FAILED') askCancel.run(actor, atMs, id);
        return opened(existing(id));
      }),
    'tasks.cancelledBy': ({ id }) => rowOf(id)?.cancel_actor ?? undefined,
    ...deliveryHandlers(database, opened),
  };

  function insertTask({ id, actor, idempotency }: NewTask, request: NewTask['request'], atMs: number): void {
    const { agent, user, callId, priority, origin, goal, notify } = request;
    const body = { goal: { private: goal }, ...(notify ? { webhook: { private: notify.webhook } } : {}) };
    const sealed = sealMarked(body, keyOf({ task_id: id, user_id: user ?? null }), placeOf(id, 'body'));
    insert.run(
      id,
      agent,
      user ?? null,
      callId ?? null,
      PRIORITIES.indexOf(priority),
      origin,
      atMs,
      atMs,
      JSON.stringify(sealed),
      actor,
      idempotency?.key ?? null,
      idempotency?.bodyHash ?? null,
    );
  }
}

function refuseStranger(row: StoredTask, writer: Writer): void {
  if ('owner' in writer && row.lease_owner !== writer.owner)
    throw new StoreError('conflict', `Task ${row.task_id} is no longer leased to ${writer.owner}.`);
}

/** The stored row as the fold left it. */
function foldedOf(row: StoredTask, lookup: KeyLookup): TaskRow {
  const { state, attempt, updatedAtMs, summary } = taskOf(row, lookup);
  return { state, attempt, seq: row.last_seq, updatedAtMs, ...(summary ? { summary } : {}) };
}
