/**
 * The lexical indices of the users who were asked about lately, inside the database thread. An index is brought up to
 * date by reading what changed since; the file stays the truth, whoever writes to it.
 */
import { createHash } from 'node:crypto';
import type { KeyRing } from '../../log/sqlite/key-ring.ts';
import type { Database } from '../../log/sqlite/open-database.ts';
import { createLexicalIndex, type LexicalIndex } from '../lexical-index.ts';
import { openContent, type RecordRow } from './record-codec.ts';

/** Users whose index is kept; a user with 200 records takes about half a megabyte. */
const MAX_USERS = 100;

interface Cached {
  epoch: string;
  revision: number;
  index: LexicalIndex;
}

export interface UserIndices {
  /** Long-term records of the user, as of now. */
  longTerm(userId: string): LexicalIndex;
  /** The session's own short-term records (undefined: of all sessions): few, so made anew. */
  shortTerm(userId: string, sessionId: string | undefined): LexicalIndex;
}

export function createUserIndices(database: Database, keys: KeyRing): UserIndices {
  const { sql } = database;
  const cache = new Map<string, Cached>();
  const findUser = sql.prepare('SELECT epoch, revision FROM memory_users WHERE user_id = ?');
  const changed = sql.prepare(
    "SELECT * FROM memory_records WHERE user_id = ? AND revision > ? AND scope = 'long-term' ORDER BY revision",
  );
  const ofSession = sql.prepare(
    "SELECT * FROM memory_records WHERE user_id = :user AND scope = 'short-term' AND (:session IS NULL OR session_id = :session) ORDER BY created_at_ms",
  );

  function fill(index: LexicalIndex, rows: RecordRow[]): void {
    const lookup = keys.lookup();
    for (const row of rows)
      index.put(row.id, textOf(openContent(row.content, lookup, row.user_id, row.id, row.version)));
  }

  return {
    longTerm(userId) {
      const now = findUser.get(userId) as { epoch: string; revision: number } | undefined;
      if (!now) return createLexicalIndex();
      const key = createHash('sha256').update(userId).digest('base64');
      const known = cache.get(key);
      const cached =
        known && known.epoch === now.epoch ? known : { epoch: now.epoch, revision: 0, index: createLexicalIndex() };
      cache.delete(key);
      if (cached.revision < now.revision) {
        fill(cached.index, changed.all(userId, cached.revision) as object[] as RecordRow[]);
        cached.revision = now.revision;
      }
      cache.set(key, cached);
      const oldest = cache.keys().next().value;
      if (cache.size > MAX_USERS && oldest !== undefined) cache.delete(oldest);
      return cached.index;
    },
    shortTerm(userId, sessionId) {
      const index = createLexicalIndex();
      fill(index, ofSession.all({ user: userId, session: sessionId ?? null }) as object[] as RecordRow[]);
      return index;
    },
  };
}

export const textOf = (content: unknown): string =>
  typeof content === 'object' && content !== null && 'private' in content && typeof content.private === 'string'
    ? content.private
    : '';
