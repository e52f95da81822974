/**
 * The keys of users and calls: made when first needed, kept wrapped under the master key, destroyed when a user is
 * forgotten. Nothing is cached between transactions, since another process may destroy a key at any moment.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { decrypt, encrypt, type KeyLookup, type SealingKey } from '../seal.ts';
import { StoreError } from '../store-error.ts';
import type { Database } from './open-database.ts';

export interface KeyOwner {
  kind: 'user' | 'call';
  id: string;
}

export interface KeyRing {
  /** The owner's live key, made if there is none. Only inside a write transaction. */
  keyFor(owner: KeyOwner): SealingKey;
  /** The same without making one. */
  find(owner: KeyOwner): SealingKey | undefined;
  /** A lookup that remembers what it found for as long as it is used: make one per operation. */
  lookup(): KeyLookup;
  /**
   * Destroys the user's key and the keys of the calls they took part in, and of the tasks that those calls started for
   * nobody by name. Returns how many. Only inside a write.
   */
  destroyUser(userId: string): number;
}

const KEY_BYTES = 32;
const FINGERPRINT = 'master_key_fingerprint';

/** Throws StoreError 'unreadable' when the file was written under another master key. */
export function createKeyRing(database: Database, master: Buffer): KeyRing {
  const { sql } = database;
  checkMaster(database, master);
  const findLive = sql.prepare(
    'SELECT key_id, wrapped FROM sealing_keys WHERE owner_kind = ? AND owner_id = ? AND destroyed_at_ms IS NULL',
  );
  const findById = sql.prepare('SELECT wrapped FROM sealing_keys WHERE key_id = ?');
  const insert = sql.prepare(
    'INSERT INTO sealing_keys (key_id, owner_kind, owner_id, wrapped, created_at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  // A task for nobody by name seals under its own name: as a call what it is about, as a user what people are asked.
  const destroy = sql.prepare(`
    WITH their_calls (id) AS (
      SELECT call_id FROM call_participants WHERE user_id = :user UNION SELECT call_id FROM calls WHERE user_id = :user
    ), their_tasks (id) AS (
      SELECT 'task:' || task_id FROM tasks WHERE user_id IS NULL AND call_id IN (SELECT id FROM their_calls)
    )
    UPDATE sealing_keys SET wrapped = NULL, destroyed_at_ms = :now
    WHERE destroyed_at_ms IS NULL AND (
      (owner_kind = 'user' AND (owner_id = :user OR owner_id IN (SELECT id FROM their_tasks)))
      OR (owner_kind = 'call' AND (
        owner_id IN (SELECT id FROM their_calls) OR owner_id IN (SELECT id FROM their_tasks)))
    )`);
  const unwrap = (keyId: string, wrapped: Uint8Array): Buffer => decrypt(wrapped, master, `key/${keyId}`);

  const find = (owner: KeyOwner): SealingKey | undefined => {
    const row = findLive.get(owner.kind, owner.id) as { key_id: string; wrapped: Uint8Array } | undefined;
    return row && { id: row.key_id, secret: unwrap(row.key_id, row.wrapped) };
  };

  return {
    find,
    keyFor(owner) {
      const known = find(owner);
      if (known) return known;
      const key = { id: randomUUID(), secret: randomBytes(KEY_BYTES) };
      insert.run(key.id, owner.kind, owner.id, encrypt(key.secret, master, `key/${key.id}`), Date.now());
      return key;
    },
    lookup() {
      const found = new Map<string, Buffer | 'destroyed'>();
      return (keyId) => {
        const known = found.get(keyId);
        if (known) return known;
        const row = findById.get(keyId) as { wrapped: Uint8Array | null } | undefined;
        if (!row)
          throw new StoreError(
            'unreadable',
            `The key ${keyId} that a text was sealed under is not in ${database.file}.`,
          );
        const secret = row.wrapped === null ? 'destroyed' : unwrap(keyId, row.wrapped);
        found.set(keyId, secret);
        return secret;
      };
    },
    destroyUser: (userId) => Number(destroy.run({ now: Date.now(), user: userId }).changes),
  };
}

function checkMaster(database: Database, master: Buffer): void {
  const fingerprint = createHash('sha256').update('parley master key').update(master).digest('hex').slice(0, 32);
  const find = database.sql.prepare('SELECT value FROM store_facts WHERE name = ?');
  let stored = find.get(FINGERPRINT)?.value;
  if (stored === undefined) {
    database.write(() =>
      database.sql
        .prepare('INSERT OR IGNORE INTO store_facts (name, value) VALUES (?, ?)')
        .run(FINGERPRINT, fingerprint),
    );
    stored = find.get(FINGERPRINT)?.value;
  }
  if (stored !== fingerprint) {
    throw new StoreError(
      'unreadable',
      `${database.file} was written under another master key: put that key file back beside it, or move the database away.`,
    );
  }
}
