/** Approvals as rows, inside the database thread. What they quote is sealed under the key of the user it belongs to. */
import { type Approval, type ApprovalRequest, approval as approvalSchema } from '../../acting/approvals/approval.ts';
import { castVote } from '../../acting/approvals/vote.ts';
import { openMarked, sealMarked } from '../seal.ts';
import type { KeyRing } from './key-ring.ts';
import type { Database } from './open-database.ts';
import type { ApprovalOperations, Handlers } from './operations.ts';

interface Row {
  id: string;
  body: string;
}
const placeOf = (id: string): string => `approval/${id}`;

export function approvalHandlers(database: Database, keys: KeyRing): Handlers<keyof ApprovalOperations> {
  const { sql } = database;
  const insert = sql.prepare(`
    INSERT INTO approvals (id, call_key, call_id, task_id, status, requested_at_ms, expires_at_ms, reminded_at_ms, body)
    VALUES (:id, :callKey, :callId, :taskId, :status, :requestedAtMs, :expiresAtMs, NULL, :body)`);
  const update = sql.prepare(
    'UPDATE approvals SET status = :status, reminded_at_ms = :remindedAtMs, body = :body WHERE id = :id',
  );
  const byId = sql.prepare('SELECT id, body FROM approvals WHERE id = ?');
  const pendingByKey = sql.prepare("SELECT id, body FROM approvals WHERE call_key = ? AND status = 'pending'");
  const select = sql.prepare(`
    SELECT id, body FROM approvals
    WHERE (:status IS NULL OR status = :status) AND (:callId IS NULL OR call_id = :callId) AND (:taskId IS NULL OR task_id = :taskId)
    ORDER BY requested_at_ms DESC, id LIMIT :limit`);
  const overdue = sql.prepare("SELECT id, body FROM approvals WHERE status = 'pending' AND expires_at_ms <= ?");
  const unreminded = sql.prepare(`
    SELECT id, body FROM approvals
    WHERE status = 'pending' AND expires_at_ms > :now AND requested_at_ms < :before AND coalesce(reminded_at_ms, 0) < :before`);

  const open = (row: Row): Approval =>
    approvalSchema.parse(openMarked(JSON.parse(row.body), keys.lookup(), placeOf(row.id)));
  const found = (row: unknown): Approval | undefined => (row === undefined ? undefined : open(row as Row));
  const all = (rows: object[]): Approval[] => (rows as Row[]).map(open);
  const sealed = (approval: Approval): string =>
    JSON.stringify(sealMarked(approval, keys.keyFor({ kind: 'user', id: approval.userId }), placeOf(approval.id)));
  const save = (approval: Approval): Approval => {
    update.run({
      id: approval.id,
      status: approval.status,
      remindedAtMs: approval.remindedAtMs ?? null,
      body: sealed(approval),
    });
    return approval;
  };
  const store = (request: ApprovalRequest): Approval => {
    const approval: Approval = { ...request, status: 'pending', votes: [] };
    insert.run({
      id: approval.id,
      callKey: approval.callKey,
      callId: approval.subject.callId ?? null,
      taskId: approval.subject.kind === 'task' ? approval.subject.taskId : null,
      status: approval.status,
      requestedAtMs: approval.requestedAtMs,
      expiresAtMs: approval.expiresAtMs,
      body: sealed(approval),
    });
    return approval;
  };

  return {
    'approval.request': (request) =>
      database.write(() => found(byId.get(request.id)) ?? found(pendingByKey.get(request.callKey)) ?? store(request)),
    'approval.get': ({ id }) => found(byId.get(id)),
    'approval.list': ({ filter, limit }) =>
      all(
        select.all({
          status: filter.status ?? null,
          callId: filter.callId ?? null,
          taskId: filter.taskId ?? null,
          limit,
        }),
      ),
    'approval.vote': ({ id, vote, editedArgumentsJson, shownArgumentsJson }) =>
      database.write(() => {
        const before = found(byId.get(id));
        if (before === undefined) return { outcome: 'unknown-approval' };
        const cast = castVote(before, vote, editedArgumentsJson, shownArgumentsJson);
        if ('approval' in cast && cast.approval !== before) save(cast.approval);
        return cast;
      }),
    'approval.withdraw': ({ id, nowMs }) =>
      database.write(() => {
        const before = found(byId.get(id));
        if (before?.status !== 'pending') return before;
        return save({ ...before, status: 'withdrawn', decidedAtMs: nowMs });
      }),
    'approval.expire': ({ nowMs }) =>
      database.write(() =>
        all(overdue.all(nowMs)).map((before) =>
          save({ ...before, status: 'expired', decidedAtMs: before.expiresAtMs }),
        ),
      ),
    'approval.remind': ({ beforeMs, nowMs }) =>
      database.write(() =>
        all(unreminded.all({ now: nowMs, before: beforeMs })).map((before) => save({ ...before, remindedAtMs: nowMs })),
      ),
  };
}
