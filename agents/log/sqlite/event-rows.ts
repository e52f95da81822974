/**
 * Call events as rows, inside the database thread: appending in sequence (sealed, chained), reading, listing. Every
 * function here is one short piece of SQL work; batching and waiting happen outside.
 */
import { readEntry, readEnvelope } from '../entry.ts';
import type { Integrity, LogRow } from '../event-log.ts';
import type { CallEvent } from '../events.ts';
import { chainHash, FIRST_HASH } from '../hash-chain.ts';
import { type KeyLookup, openMarked, sealMarked } from '../seal.ts';
import { StoreError, toErrorData } from '../store-error.ts';
import { listCalls } from './call-list.ts';
import type { KeyOwner, KeyRing } from './key-ring.ts';
import type { Database } from './open-database.ts';
import type { AppendBatch, Handlers, LogOperations } from './operations.ts';

interface EventRow {
  position: number;
  call_id: string;
  seq: number;
  body: string;
}

/** Where a row's marked text is bound to. */
const placeOf = (callId: string, seq: number): string => `event/${callId}/${seq}`;

export function eventHandlers(database: Database, keys: KeyRing): Handlers<keyof LogOperations> {
  const { sql } = database;
  const findCall = sql.prepare('SELECT last_seq, last_hash FROM calls WHERE call_id = ?');
  const findRow = sql.prepare('SELECT body FROM events WHERE call_id = ? AND seq = ?');
  const insertRow = sql.prepare('INSERT INTO events (call_id, seq, type, body, hash) VALUES (?, ?, ?, ?, ?)');
  const findUser = sql.prepare('SELECT user_id FROM call_participants WHERE call_id = ? AND identity = ? LIMIT 1');
  const insertParticipant = sql.prepare(
    'INSERT OR IGNORE INTO call_participants (call_id, identity, user_id) VALUES (?, ?, ?)',
  );
  const openCall = sql.prepare(
    'INSERT OR IGNORE INTO calls (call_id, started_at_ms, last_seq, last_hash) VALUES (?, ?, 0, ?)',
  );
  const advance = sql.prepare(
    'UPDATE calls SET last_seq = ?, last_hash = ?, user_id = coalesce(user_id, ?) WHERE call_id = ?',
  );
  const describe = sql.prepare('UPDATE calls SET agent = ?, room_name = ? WHERE call_id = ?');
  const end = sql.prepare('UPDATE calls SET ended_at_ms = ?, outcome = ? WHERE call_id = ?');
  // Nothing of a call that is being removed.
  const readRows = sql.prepare(
    `SELECT position, call_id, seq, body FROM events e WHERE call_id = :call AND seq > :after
       AND (:types IS NULL OR type IN (SELECT value FROM json_each(:types)))
       AND EXISTS (SELECT 1 FROM calls c WHERE c.call_id = e.call_id) ORDER BY seq LIMIT :limit`,
  );
  const tailRows = sql.prepare(
    'SELECT position, call_id, seq, body FROM events WHERE position > ? ORDER BY position LIMIT ?',
  );
  const head = sql.prepare('SELECT coalesce(max(position), 0) AS head FROM events');
  const lastDestroyed = sql.prepare(
    'SELECT coalesce(max(destroyed_at_ms), 0) AS at FROM sealing_keys WHERE destroyed_at_ms IS NOT NULL',
  );
  const chain = sql.prepare('SELECT seq, body, hash FROM events WHERE call_id = ? ORDER BY seq');

  /** Whose key seals the event: the person it speaks of, else the user of the batch, else the call itself. */
  function ownerOf(event: CallEvent, batch: AppendBatch): KeyOwner {
    if (event.type === 'participant.joined') return { kind: 'user', id: event.userId };
    if (
      event.type === 'observed' &&
      event.observation.provenance.source === 'caller' &&
      event.observation.provenance.id
    ) {
      const known = findUser.get(batch.callId, event.observation.provenance.id)?.user_id;
      if (typeof known === 'string') return { kind: 'user', id: known };
    }
    return batch.userId === undefined ? { kind: 'call', id: batch.callId } : { kind: 'user', id: batch.userId };
  }

  function append(batch: AppendBatch): number {
    const { callId } = batch;
    const call = findCall.get(callId) as { last_seq: number; last_hash: Uint8Array } | undefined;
    let lastSeq = call?.last_seq ?? 0;
    let lastHash = call?.last_hash ?? FIRST_HASH;
    for (const event of batch.events) {
      const { seq, type, atMs } = readEnvelope(event);
      if (event.callId !== callId)
        throw new StoreError('invalid', `Event ${seq} belongs to call ${event.callId}, not to ${callId}.`);
      if (seq <= lastSeq) {
        refuseOther(event);
        continue;
      }
      if (seq !== lastSeq + 1) {
        throw new StoreError(
          'gap',
          `Call ${callId}: event ${seq} cannot follow ${lastSeq}; event ${lastSeq + 1} is missing.`,
        );
      }
      if (lastSeq === 0) openCall.run(callId, atMs, FIRST_HASH);
      if (event.type === 'participant.joined') insertParticipant.run(callId, event.identity, event.userId);
      const body = JSON.stringify(sealMarked(event, keys.keyFor(ownerOf(event, batch)), placeOf(callId, seq)));
      lastHash = chainHash(lastHash, callId, seq, body);
      insertRow.run(callId, seq, type, body, lastHash);
      if (event.type === 'call.started') describe.run(event.agent, event.roomName, callId);
      // A call handed over lives on: it has not ended.
      if (event.type === 'call.ended' && event.outcome !== 'handed-over') end.run(atMs, event.outcome, callId);
      lastSeq = seq;
    }
    advance.run(lastSeq, lastHash, batch.userId ?? callerIn(batch.events), callId);
    return lastSeq;
  }

  /** A stored event may be sent again, but not be replaced by another. */
  function refuseOther(event: CallEvent): void {
    const row = findRow.get(event.callId, event.seq) as { body: string } | undefined;
    const stored = row && readEnvelope(JSON.parse(row.body));
    if (stored && stored.type === event.type && stored.atMs === event.atMs) return;
    throw new StoreError(
      'conflict',
      `Call ${event.callId}: event ${event.seq} is stored as ${stored?.type ?? 'nothing'} and was sent again as ${event.type}; a call has one writer.`,
    );
  }

  const open = (rows: EventRow[]): LogRow[] => {
    const lookup = keys.lookup();
    return rows.map((row) => ({ position: row.position, entry: openRow(row, lookup) }));
  };

  return {
    'log.append': (batches) =>
      database.write(() =>
        batches.map((batch) => {
          sql.exec('SAVEPOINT batch');
          try {
            const lastSeq = append(batch);
            sql.exec('RELEASE batch');
            return { lastSeq };
          } catch (error) {
            // A failing disk concerns them all; anything else is the batch's own affair and must not hold up the rest.
            if (isSqliteError(error)) throw error;
            sql.exec('ROLLBACK TO batch; RELEASE batch');
            return {
              error: error instanceof StoreError ? toErrorData(error) : { failure: 'invalid', message: String(error) },
            };
          }
        }),
      ),
    'log.read': ({ callId: call, afterSeq: after, limit, types }) =>
      open(readRows.all({ call, after, limit, types: types ? JSON.stringify(types) : null }) as object[] as EventRow[]),
    'log.tail': ({ afterPosition, limit }) => open(tailRows.all(afterPosition, limit) as object[] as EventRow[]),
    'log.head': () => Number(head.get()?.head ?? 0),
    'log.calls': ({ filter, page }) => listCalls(sql, filter, page),
    'log.verify': ({ callId }) => {
      const call = findCall.get(callId) as { last_seq: number; last_hash: Uint8Array } | undefined;
      if (!call) throw new StoreError('not-found', `There is no call ${callId}.`);
      return verifyChain(callId, chain.all(callId) as object[] as ChainRow[], call);
    },
    'keys.destroy': ({ userId }) => {
      const keysDestroyed = database.write(() => keys.destroyUser(userId));
      database.emptyWal();
      return { keysDestroyed };
    },
    'keys.lastDestroyed': () => Number(lastDestroyed.get()?.at),
    'database.limit': ({ maxBytes }) => {
      database.limitBytes(maxBytes);
      return undefined;
    },
  };
}

const isSqliteError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';

function openRow(row: EventRow, lookup: KeyLookup) {
  return readEntry(openMarked(JSON.parse(row.body), lookup, placeOf(row.call_id, row.seq)));
}

function callerIn(events: readonly CallEvent[]): string | null {
  for (const event of events) {
    if (event.type === 'participant.joined' && (event.kind === 'standard' || event.kind === 'sip')) return event.userId;
  }
  return null;
}

interface ChainRow {
  seq: number;
  body: string;
  hash: Uint8Array;
}

function verifyChain(callId: string, rows: ChainRow[], call: { last_seq: number; last_hash: Uint8Array }): Integrity {
  let previous: Uint8Array = FIRST_HASH;
  let expectedSeq = 1;
  for (const row of rows) {
    if (row.seq !== expectedSeq) return { intact: false, seq: expectedSeq, reason: `event ${expectedSeq} is missing` };
    const hash = chainHash(previous, callId, row.seq, row.body);
    if (Buffer.compare(hash, row.hash) !== 0)
      return { intact: false, seq: row.seq, reason: `event ${row.seq} was altered` };
    previous = hash;
    expectedSeq += 1;
  }
  if (call.last_seq !== rows.length || Buffer.compare(previous, call.last_hash) !== 0) {
    return {
      intact: false,
      seq: expectedSeq,
      reason: `the log ends at event ${rows.length} where ${call.last_seq} were written`,
    };
  }
  return { intact: true, events: rows.length };
}
