/**
 * Seals documents that were written before documents were sealed, a few at a time, inside the database thread. They
 * answer all the while: what is not sealed yet is looked for by its plain words. In the end the index of words is merged,
 * which takes the words out of it that were deleted.
 */
import type { KnowledgeOperations } from './knowledge-operations.ts';
import type { KnowledgeSeal } from './knowledge-seal.ts';
import { chunkText, sealedChunk, sealedVersion, versionText } from './knowledge-texts.ts';
import type { Database } from './open-database.ts';
import type { Handlers } from './operations.ts';

/** Pages of the index merged at once. */
const MERGED_AT_ONCE = 50;

export function olderKnowledgeHandlers(
  database: Database,
  seal: KnowledgeSeal,
): Pick<Handlers<keyof KnowledgeOperations>, 'knowledge.sealOlder'> {
  const { sql } = database;
  const chunks = sql.prepare(
    `SELECT c.chunk_row, c.chunk_id, c.heading, c.body, c.sealed, c.indexed, v.document_id, v.version, v.title,
       v.sealed AS version_sealed
     FROM knowledge_chunks c LEFT JOIN knowledge_versions v ON v.document_id = c.document_id AND v.version = c.version
     WHERE c.sealed = 0 LIMIT ?`,
  );
  const keepChunk = sql.prepare('UPDATE knowledge_chunks SET heading = ?, body = ?, sealed = 1 WHERE chunk_id = ?');
  const dropWords = sql.prepare('DELETE FROM knowledge_words WHERE rowid = ?');
  const addWords = sql.prepare('INSERT INTO knowledge_words (rowid, heading, stems, concepts) VALUES (?, ?, ?, ?)');
  const versions = sql.prepare(
    'SELECT document_id, version, title, notes, sealed FROM knowledge_versions WHERE sealed = 0 LIMIT ?',
  );
  const keepVersion = sql.prepare(
    'UPDATE knowledge_versions SET title = ?, notes = ?, sealed = 1 WHERE document_id = ? AND version = ?',
  );

  const plain = sql.prepare("SELECT 1 FROM store_facts WHERE name = 'knowledge_words'");
  const settled = sql.prepare("DELETE FROM store_facts WHERE name = 'knowledge_words'");
  const merge = sql.prepare("INSERT INTO knowledge_words (knowledge_words, rank) VALUES ('merge', ?)");
  const changes = sql.prepare('SELECT total_changes() AS n');
  let isMerging = false;

  /** False when nothing is left to merge. */
  function mergeWords(): boolean {
    const before = Number(changes.get()?.n);
    // The first one says that everything is to be merged.
    merge.run(isMerging ? MERGED_AT_ONCE : -MERGED_AT_ONCE);
    isMerging = true;
    return Number(changes.get()?.n) - before >= 2;
  }

  function sealChunk(row: Record<string, unknown>): void {
    const { chunk_row, document_id, version, title, version_sealed } = row;
    const id = String(row.chunk_id);
    const text = chunkText(seal, row);
    const { heading, body } = sealedChunk(seal, id, text);
    keepChunk.run(heading, body, id);
    if (row.indexed !== 1) return;
    const named =
      title === null ? '' : versionText(seal, { document_id, version, title, sealed: version_sealed }).title;
    const words = seal.words({ heading: [named, ...text.headings].join(' '), body: text.body });
    dropWords.run(Number(chunk_row));
    addWords.run(Number(chunk_row), words.heading, words.stems, words.concepts);
  }
  function sealVersion(row: Record<string, unknown>): void {
    const { document_id, version, title, notes, sealed } = row;
    const texts = versionText(seal, { document_id, version, title, notes, sealed });
    const kept = sealedVersion(seal, String(document_id), Number(version), texts);
    keepVersion.run(kept.title, kept.notes, String(document_id), Number(version));
  }

  return {
    'knowledge.sealOlder': ({ limit }) => {
      const waiting = chunks.all(limit);
      const named = waiting.length < limit ? versions.all(limit) : [];
      if (waiting.length + named.length === 0) {
        if (plain.get() === undefined) return 0;
        if (database.write(mergeWords)) return 1;
        database.write(() => settled.run());
        database.emptyWal();
        return 0;
      }
      return database.write(() => {
        for (const row of waiting) sealChunk(row);
        for (const row of named) sealVersion(row);
        return waiting.length + named.length;
      });
    },
  };
}
