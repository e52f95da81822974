/** The inbox of calls as rows, inside the database thread. What a command says is sealed under the call's key. */
import { z } from 'zod';
import type { WaitingCommand } from '../call-inbox.ts';
import { type KeyLookup, openMarked, sealMarked } from '../seal.ts';
import type { KeyRing } from './key-ring.ts';
import type { Database } from './open-database.ts';
import type { Handlers, InboxOperations } from './operations.ts';

interface InboxRow {
  call_id: string;
  command_id: string;
  body: string;
}

const command = z.discriminatedUnion('type', [
  z.object({ id: z.string(), type: z.literal('message'), text: z.string(), from: z.string() }),
  z.object({ id: z.string(), type: z.literal('end'), reason: z.string() }),
  z.object({
    id: z.string(),
    type: z.literal('file'),
    fileId: z.string(),
    name: z.string(),
    mediaType: z.string(),
    sizeBytes: z.number(),
    key: z.string(),
    from: z.string(),
  }),
  z.object({ id: z.string(), type: z.literal('whisper'), text: z.string(), from: z.string() }),
  z.object({ id: z.string(), type: z.literal('take-over'), identity: z.string(), from: z.string() }),
  z.object({ id: z.string(), type: z.literal('give-back'), from: z.string() }),
  z.object({ id: z.string(), type: z.literal('approval-decided'), approvalId: z.string() }),
  z.object({
    id: z.string(),
    type: z.literal('task-report'),
    taskId: z.string(),
    state: z.enum(['COMPLETED', 'FAILED', 'ESCALATED']),
    goal: z.string(),
    summary: z.string(),
  }),
]);
const openedBody = z.object({ private: z.string(), destroyed: z.literal(true).optional() });

const placeOf = (callId: string, commandId: string): string => `inbox/${callId}/${commandId}`;

export function inboxHandlers(database: Database, keys: KeyRing): Handlers<keyof InboxOperations> {
  const { sql } = database;
  const insert = sql.prepare(
    'INSERT OR IGNORE INTO call_inbox (call_id, command_id, body, put_at_ms) VALUES (?, ?, ?, ?)',
  );
  const select = sql.prepare(
    'SELECT call_id, command_id, body FROM call_inbox WHERE call_id IN (SELECT value FROM json_each(?)) ORDER BY position',
  );
  const remove = sql.prepare('DELETE FROM call_inbox WHERE call_id = ? AND command_id = ?');
  const clear = sql.prepare('DELETE FROM call_inbox WHERE call_id = ?');
  return {
    'inbox.put': ({ callId, command: put }) =>
      database.write(() => {
        const sealed = sealMarked(
          { private: JSON.stringify(put) },
          keys.keyFor({ kind: 'call', id: callId }),
          placeOf(callId, put.id),
        );
        insert.run(callId, put.id, JSON.stringify(sealed), Date.now());
        return undefined;
      }),
    'inbox.waiting': ({ callIds }) => {
      const lookup = keys.lookup();
      const rows = select.all(JSON.stringify(callIds)) as object[] as InboxRow[];
      return rows.flatMap((row) => opened(row, lookup));
    },
    'inbox.remove': ({ callId, commandId }) =>
      database.write(() => {
        remove.run(callId, commandId);
        return undefined;
      }),
    'inbox.clear': ({ callId }) =>
      database.write(() => {
        clear.run(callId);
        return undefined;
      }),
  };
}

/** Nothing for a command whose user was forgotten meanwhile. */
function opened(row: InboxRow, lookup: KeyLookup): WaitingCommand[] {
  const body = openedBody.parse(openMarked(JSON.parse(row.body), lookup, placeOf(row.call_id, row.command_id)));
  if (body.destroyed) return [];
  return [{ callId: row.call_id, command: command.parse(JSON.parse(body.private)) }];
}
