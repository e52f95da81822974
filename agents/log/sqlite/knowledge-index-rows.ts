/**
 * What finds the passages of documents, inside the database thread: their words (FTS5), and what the vector index has
 * yet to be told, written with the change that causes it. A passage is in both while its version answers or a snapshot
 * reads it, and in none later.
 */

import { KNOWLEDGE_LIMITS } from '../../knowledge/knowledge-api.ts';
import type { ChunkWork, KnowledgeOperations } from './knowledge-operations.ts';
import type { KnowledgeSeal } from './knowledge-seal.ts';
import { chunkText } from './knowledge-texts.ts';
import type { Database } from './open-database.ts';
import type { Handlers } from './operations.ts';

type Names =
  | 'knowledge.pin'
  | 'knowledge.release'
  | 'knowledge.expire'
  | 'knowledge.work'
  | 'knowledge.workDone'
  | 'knowledge.knowsIndex'
  | 'knowledge.adoptIndex';

export interface KnowledgeIndexRows {
  handlers: Pick<Handlers<keyof KnowledgeOperations>, Names>;
  add(chunkId: string, collection: string, text: { heading: string; body: string }): void;
  /** Takes out what no longer answers and no snapshot reads, and lets go of texts beyond what is kept. */
  retire(documentId: string): void;
  /** Chunks of this version and above: an interrupted reading left them. */
  discardFrom(documentId: string, version: number): void;
}

/** Newest of its document and not removed, or read by a snapshot. */
const MAY_ANSWER = `(
  EXISTS (SELECT 1 FROM knowledge_documents d WHERE d.document_id = c.document_id AND d.version = c.version
    AND d.removed_at_ms IS NULL)
  OR EXISTS (SELECT 1 FROM knowledge_snapshot_versions s WHERE s.document_id = c.document_id AND s.version = c.version))`;

export function knowledgeIndexRows(database: Database, seal: KnowledgeSeal): KnowledgeIndexRows {
  const { sql } = database;
  const addWords = sql.prepare(
    `INSERT INTO knowledge_words (rowid, heading, stems, concepts)
     SELECT chunk_row, ?, ?, ? FROM knowledge_chunks WHERE chunk_id = ?`,
  );
  const markIndexed = sql.prepare('UPDATE knowledge_chunks SET indexed = ? WHERE chunk_id = ?');
  const queue = sql.prepare(
    'INSERT OR REPLACE INTO knowledge_index_work (chunk_id, collection, action) VALUES (?, ?, ?)',
  );
  const stale = sql.prepare(
    `SELECT chunk_row, chunk_id FROM knowledge_chunks c
     WHERE document_id = :id AND indexed = 1 AND NOT ${MAY_ANSWER}
       AND version <= (SELECT max(version) FROM knowledge_versions WHERE document_id = :id)`,
  );
  const above = sql.prepare('SELECT chunk_row, chunk_id FROM knowledge_chunks WHERE document_id = ? AND version >= ?');
  const dropAbove = sql.prepare('DELETE FROM knowledge_chunks WHERE document_id = ? AND version >= ?');
  const dropWords = sql.prepare('DELETE FROM knowledge_words WHERE rowid = ?');
  const dropOld = sql.prepare(
    `DELETE FROM knowledge_chunks AS c WHERE document_id = :id AND NOT ${MAY_ANSWER} AND version <=
       (SELECT max(version) FROM knowledge_versions WHERE document_id = :id) - ${KNOWLEDGE_LIMITS.versions}`,
  );
  const collectionOf = sql.prepare('SELECT collection FROM knowledge_documents WHERE document_id = ?');
  const pin = sql.prepare(
    `INSERT INTO knowledge_snapshots (snapshot_id, collection, at_ms, expires_at_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT (snapshot_id, collection) DO NOTHING`,
  );
  const prolong = sql.prepare(
    'UPDATE knowledge_snapshots SET expires_at_ms = max(expires_at_ms, ?) WHERE snapshot_id = ? AND collection = ?',
  );
  const pinVersions = sql.prepare(
    `INSERT OR IGNORE INTO knowledge_snapshot_versions (snapshot_id, document_id, version)
     SELECT ?, document_id, version FROM knowledge_documents
     WHERE collection = ? AND removed_at_ms IS NULL AND version > 0`,
  );
  const pinned = sql.prepare('SELECT DISTINCT document_id FROM knowledge_snapshot_versions WHERE snapshot_id = ?');
  const unpin = sql.prepare('DELETE FROM knowledge_snapshot_versions WHERE snapshot_id = ?');
  const dropSnapshot = sql.prepare('DELETE FROM knowledge_snapshots WHERE snapshot_id = ?');
  const expired = sql.prepare(
    'SELECT snapshot_id FROM knowledge_snapshots GROUP BY snapshot_id HAVING max(expires_at_ms) <= ? LIMIT 100',
  );
  const nextWork = sql.prepare(`
    SELECT w.work_id, w.chunk_id, w.collection, w.action, c.heading, c.body, c.sealed, c.indexed
    FROM knowledge_index_work w LEFT JOIN knowledge_chunks c ON c.chunk_id = w.chunk_id ORDER BY w.work_id LIMIT ?`);
  const finish = sql.prepare('DELETE FROM knowledge_index_work WHERE work_id = ?');
  const stamp = sql.prepare(
    'UPDATE knowledge_chunks SET embedding_model = ?, embedding_version = ? WHERE chunk_id = ?',
  );
  const findIndex = sql.prepare('SELECT collection_id FROM knowledge_indices WHERE name = ?');
  const adopt = sql.prepare('INSERT OR REPLACE INTO knowledge_indices (name, collection_id) VALUES (?, ?)');
  const dropOthers = sql.prepare('DELETE FROM knowledge_indices WHERE name <> ?');
  const requeue = sql.prepare(`
    INSERT OR REPLACE INTO knowledge_index_work (chunk_id, collection, action)
    SELECT c.chunk_id, d.collection, 'upsert' FROM knowledge_chunks c
    JOIN knowledge_documents d ON d.document_id = c.document_id WHERE c.indexed = 1`);

  const takeOut = (documentId: string, rows: readonly Record<string, unknown>[]): void => {
    const collection = String(collectionOf.get(documentId)?.collection ?? '');
    for (const { chunk_row, chunk_id } of rows) {
      dropWords.run(Number(chunk_row));
      markIndexed.run(0, String(chunk_id));
      queue.run(String(chunk_id), collection, 'delete');
    }
  };
  const retire = (documentId: string): void => {
    // What is still being written is above all versions.
    takeOut(documentId, stale.all({ id: documentId }));
    dropOld.run({ id: documentId });
  };
  const letGo = (snapshotId: string): boolean => {
    const documents = pinned.all(snapshotId);
    unpin.run(snapshotId);
    for (const { document_id } of documents) retire(String(document_id));
    return Number(dropSnapshot.run(snapshotId).changes) > 0;
  };

  return {
    add(chunkId, collection, text) {
      const { heading, stems, concepts } = seal.words(text);
      addWords.run(heading, stems, concepts, chunkId);
      markIndexed.run(1, chunkId);
      queue.run(chunkId, collection, 'upsert');
    },
    retire,
    discardFrom(documentId, version) {
      takeOut(documentId, above.all(documentId, version));
      dropAbove.run(documentId, version);
    },
    handlers: {
      'knowledge.pin': ({ snapshotId, collection, nowMs, untilMs }) =>
        database.write(() => {
          if (Number(pin.run(snapshotId, collection, nowMs, untilMs).changes) > 0)
            pinVersions.run(snapshotId, collection);
          else prolong.run(untilMs, snapshotId, collection);
          return undefined;
        }),
      'knowledge.release': ({ snapshotId }) => database.write(() => letGo(snapshotId)),
      'knowledge.expire': ({ nowMs }) =>
        database.write(() => {
          const over = expired.all(nowMs);
          for (const { snapshot_id } of over) letGo(String(snapshot_id));
          return over.length;
        }),
      'knowledge.work': ({ limit }) =>
        nextWork.all(limit).map((row): ChunkWork => {
          const upsert = row.action === 'upsert' && row.indexed === 1;
          const text = upsert ? chunkText(seal, row) : undefined;
          return {
            workId: Number(row.work_id),
            chunkId: String(row.chunk_id),
            collection: String(row.collection),
            action: upsert ? 'upsert' : 'delete',
            text: text && `${text.headings.join(' ')}\n${text.body}`,
          };
        }),
      // By work id: a chunk that changed meanwhile has new work under a new id, which stays.
      'knowledge.workDone': ({ workIds, chunkIds, model, version }) =>
        database.write(() => {
          for (const id of workIds) finish.run(id);
          for (const id of chunkIds) stamp.run(model, version, id);
          return undefined;
        }),
      'knowledge.knowsIndex': ({ name, collectionId }) => findIndex.get(name)?.collection_id === collectionId,
      'knowledge.adoptIndex': ({ name, collectionId }) =>
        database.write(() => {
          adopt.run(name, collectionId);
          dropOthers.run(name);
          return Number(requeue.run().changes);
        }),
    },
  };
}
