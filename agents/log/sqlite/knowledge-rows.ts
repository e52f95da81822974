/**
 * Documents that agents know as rows, inside the database thread. A version's passages are written first and answer
 * all at once, when it is published; what was replaced stays for the record and, while a snapshot reads it, in the
 * index. They belong to a company and to no caller: they are sealed under a key of the store.
 */
import { KNOWLEDGE_LIMITS, type KnownDocument, type KnownVersion } from '../../knowledge/knowledge-api.ts';
import { StoreError } from '../store-error.ts';
import type { KeyRing } from './key-ring.ts';
import { knowledgeIndexRows } from './knowledge-index-rows.ts';
import { olderKnowledgeHandlers } from './knowledge-older-rows.ts';
import type { KnowledgeOperations, TrackedDocument } from './knowledge-operations.ts';
import { knowledgeSeal } from './knowledge-seal.ts';
import { knowledgeSearchHandlers } from './knowledge-search-rows.ts';
import { sealedChunk, sealedVersion, versionText } from './knowledge-texts.ts';
import type { Database } from './open-database.ts';
import type { Handlers } from './operations.ts';

interface DocumentRow {
  document_id: string;
  collection: string;
  origin: TrackedDocument['origin'];
  root: string;
  place: string;
  version: number;
  removed_at_ms: number | null;
  checked_at_ms: number;
  etag: string | null;
  last_modified: string | null;
  problem: string | null;
}
interface VersionRow {
  document_id: string;
  sealed: number;
  version: number;
  title: string;
  media_type: string;
  hash: string;
  notes: string;
  chunks: number;
  at_ms: number;
}

export function knowledgeHandlers(database: Database, keys: KeyRing): Handlers<keyof KnowledgeOperations> {
  const { sql } = database;
  const seal = knowledgeSeal(keys);
  const index = knowledgeIndexRows(database, seal);
  const find = sql.prepare('SELECT * FROM knowledge_documents WHERE document_id = ?');
  const insert = sql.prepare(
    `INSERT OR IGNORE INTO knowledge_documents (document_id, collection, origin, root, place, version, checked_at_ms)
     VALUES (?, ?, ?, ?, ?, 0, ?)`,
  );
  const live = sql.prepare(
    `SELECT count(*) AS live FROM knowledge_documents
     WHERE collection = ? AND removed_at_ms IS NULL AND version > 0 AND document_id <> ?`,
  );
  const newest = sql.prepare(
    'SELECT coalesce(max(version), 0) AS version FROM knowledge_versions WHERE document_id = ?',
  );
  const stage = sql.prepare(
    `INSERT INTO knowledge_chunks (chunk_id, document_id, version, ordinal, page, heading, body, overlap, indexed,
       embedding_model, embedding_version, sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 'none', '', 1)`,
  );
  const count = sql.prepare('SELECT count(*) AS chunks FROM knowledge_chunks WHERE document_id = ? AND version = ?');
  const addVersion = sql.prepare(
    `INSERT INTO knowledge_versions (document_id, version, title, media_type, hash, notes, chunks, at_ms, sealed)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)`,
  );
  const answerWith = sql.prepare(
    `UPDATE knowledge_documents SET version = ?, removed_at_ms = NULL, problem = NULL, checked_at_ms = ?, etag = ?,
       last_modified = ? WHERE document_id = ?`,
  );
  const note = sql.prepare(
    `UPDATE knowledge_documents SET checked_at_ms = ?, problem = ?, etag = coalesce(?, etag),
       last_modified = coalesce(?, last_modified) WHERE document_id = ?`,
  );
  const markRemoved = sql.prepare(
    'UPDATE knowledge_documents SET removed_at_ms = ?, checked_at_ms = ?, problem = NULL WHERE document_id = ?',
  );
  const dropUnread = sql.prepare('DELETE FROM knowledge_documents WHERE document_id = ? AND version = 0');
  const tracked = sql.prepare(
    `SELECT d.*, v.hash FROM knowledge_documents d
     LEFT JOIN knowledge_versions v ON v.document_id = d.document_id AND v.version = d.version
     WHERE (:collection IS NULL OR d.collection = :collection) AND (:origin IS NULL OR d.origin = :origin)
       AND d.removed_at_ms IS NULL ORDER BY d.root, d.place`,
  );
  const listed = sql.prepare(
    'SELECT * FROM knowledge_documents WHERE collection = ? ORDER BY removed_at_ms IS NOT NULL, root, place LIMIT ? OFFSET ?',
  );
  const versionsOf = sql.prepare('SELECT * FROM knowledge_versions WHERE document_id = ? ORDER BY version DESC');
  const collections = sql.prepare(
    `SELECT d.collection, count(*) AS documents, coalesce(sum(v.chunks), 0) AS chunks FROM knowledge_documents d
     LEFT JOIN knowledge_versions v ON v.document_id = d.document_id AND v.version = d.version
     WHERE d.removed_at_ms IS NULL GROUP BY d.collection ORDER BY d.collection`,
  );

  const documentOf = (documentId: string): DocumentRow => {
    const row = find.get(documentId) as DocumentRow | undefined;
    if (!row) throw new StoreError('not-found', `There is no document ${JSON.stringify(documentId)}.`);
    return row;
  };
  const versions = (documentId: string): KnownVersion[] =>
    (versionsOf.all(documentId) as object[] as VersionRow[]).map(({ media_type, at_ms, ...row }) => ({
      version: row.version,
      ...versionText(seal, row),
      mediaType: media_type,
      hash: row.hash,
      chunks: row.chunks,
      atMs: at_ms,
    }));

  return {
    ...knowledgeSearchHandlers(database, seal),
    ...olderKnowledgeHandlers(database, seal),
    ...index.handlers,
    'knowledge.begin': ({ documentId, collection, origin, root, place, nowMs }) =>
      database.write(() => {
        if (Number(live.get(collection, documentId)?.live) >= KNOWLEDGE_LIMITS.documents) {
          throw new StoreError(
            'invalid',
            `${collection} holds ${KNOWLEDGE_LIMITS.documents} documents, which is all it may.`,
          );
        }
        insert.run(documentId, collection, origin, root, place, nowMs);
        const version = Number(newest.get(documentId)?.version) + 1;
        index.discardFrom(documentId, version);
        return { version };
      }),
    'knowledge.stage': ({ documentId, version, title, chunks }) =>
      database.write(() => {
        const { collection } = documentOf(documentId);
        for (const { id, chunk } of chunks) {
          const { ordinal, page, headings, text, overlap } = chunk;
          const { heading, body } = sealedChunk(seal, id, { headings: [...headings], body: text });
          stage.run(id, documentId, version, ordinal, page ?? null, heading, body, overlap);
          index.add(id, collection, { heading: [title, ...headings].join(' '), body: text });
        }
        return undefined;
      }),
    'knowledge.publish': (published) =>
      database.write(() => {
        const { documentId, version, title, mediaType, hash, notes, etag, lastModified, nowMs } = published;
        documentOf(documentId);
        const chunks = Number(count.get(documentId, version)?.chunks);
        const sealed = sealedVersion(seal, documentId, version, { title, notes });
        addVersion.run(documentId, version, sealed.title, mediaType, hash, sealed.notes, chunks, nowMs);
        answerWith.run(version, nowMs, etag ?? null, lastModified ?? null, documentId);
        index.retire(documentId);
        return undefined;
      }),
    'knowledge.checked': ({ documentId, problem, etag, lastModified, nowMs }) =>
      database.write(() => {
        note.run(nowMs, problem ?? null, etag ?? null, lastModified ?? null, documentId);
        return undefined;
      }),
    'knowledge.remove': ({ documentId, nowMs }) =>
      database.write(() => {
        const row = find.get(documentId) as DocumentRow | undefined;
        if (!row || row.removed_at_ms !== null) return false;
        markRemoved.run(nowMs, nowMs, documentId);
        index.discardFrom(documentId, Number(newest.get(documentId)?.version) + 1);
        index.retire(documentId);
        dropUnread.run(documentId);
        return true;
      }),
    'knowledge.tracked': ({ collection, origin }) =>
      (
        tracked.all({ collection: collection ?? null, origin: origin ?? null }) as object[] as (DocumentRow & {
          hash: string | null;
        })[]
      ).map((row) => ({
        documentId: row.document_id,
        collection: row.collection,
        origin: row.origin,
        root: row.root,
        place: row.place,
        version: row.version,
        checkedAtMs: row.checked_at_ms,
        ...(row.hash === null ? {} : { hash: row.hash }),
        ...(row.etag === null ? {} : { etag: row.etag }),
        ...(row.last_modified === null ? {} : { lastModified: row.last_modified }),
        ...(row.problem === null ? {} : { problem: row.problem }),
      })),
    'knowledge.documents': ({ collection, limit, offset }) =>
      (listed.all(collection, limit, offset) as object[] as DocumentRow[]).map(
        (row): KnownDocument => ({
          id: row.document_id,
          collection: row.collection,
          origin: row.origin,
          place: row.place,
          checkedAtMs: row.checked_at_ms,
          versions: versions(row.document_id),
          ...(row.root === '' ? {} : { root: row.root }),
          ...(row.version === 0 || row.removed_at_ms !== null ? {} : { version: row.version }),
          ...(row.removed_at_ms === null ? {} : { removedAtMs: row.removed_at_ms }),
          ...(row.problem === null ? {} : { problem: row.problem }),
        }),
      ),
    'knowledge.collections': () =>
      (collections.all() as { collection: string; documents: number; chunks: number }[]).map((row) => ({ ...row })),
  };
}
