/**
 * Finds passages of documents by their words, inside the database thread: BM25 over stems and concepts, in which a word
 * of a heading counts double and a concept in common counts less. What may not answer is never found.
 */
import { isConcept, termsOf } from '../../memory/terms.ts';
import type { FoundChunk, KnowledgeOperations, KnowledgeScope } from './knowledge-operations.ts';
import type { KnowledgeSeal } from './knowledge-seal.ts';
import { chunkText, versionText } from './knowledge-texts.ts';
import type { Database } from './open-database.ts';
import type { Handlers } from './operations.ts';

/** Columns heading, stems, concepts. */
const WEIGHTS = '2.0, 1.0, 0.6';
/** Of a question; more would be a speech, and every term costs a look-up. */
const MAX_TERMS = 40;

const CHUNK = `SELECT c.chunk_id, c.body, c.page, c.heading, c.sealed, c.version, c.embedding_model, c.embedding_version,
  d.document_id, d.place, v.title, v.sealed AS version_sealed, v.at_ms FROM`;
const DOCUMENT = `JOIN knowledge_documents d ON d.document_id = c.document_id
  JOIN knowledge_versions v ON v.document_id = c.document_id AND v.version = c.version`;
const MAY_ANSWER = `d.collection = :collection
  AND (:roots IS NULL OR d.root = '' OR d.root IN (SELECT value FROM json_each(:roots)))
  AND CASE WHEN :snapshot IS NULL THEN d.version = c.version AND d.removed_at_ms IS NULL
    ELSE EXISTS (SELECT 1 FROM knowledge_snapshot_versions s WHERE s.snapshot_id = :snapshot
      AND s.document_id = c.document_id AND s.version = c.version) END`;

export function knowledgeSearchHandlers(
  { sql }: Database,
  seal: KnowledgeSeal,
): Pick<Handlers<keyof KnowledgeOperations>, 'knowledge.search' | 'knowledge.chunks'> {
  const search = sql.prepare(
    `${CHUNK} knowledge_words w JOIN knowledge_chunks c ON c.chunk_row = w.rowid ${DOCUMENT}
     WHERE knowledge_words MATCH :match AND ${MAY_ANSWER}
     ORDER BY bm25(knowledge_words, ${WEIGHTS}), c.chunk_row LIMIT :limit`,
  );
  const byIds = sql.prepare(
    `${CHUNK} knowledge_chunks c ${DOCUMENT}
     WHERE c.chunk_id IN (SELECT value FROM json_each(:ids)) AND ${MAY_ANSWER}`,
  );
  const unsealed = sql.prepare('SELECT 1 FROM knowledge_chunks WHERE sealed = 0 LIMIT 1');
  const opened = (row: Record<string, unknown>): FoundChunk => foundChunk(row, seal);
  return {
    'knowledge.search': ({ query, limit, ...scope }) => {
      const match = matchOf(query, (terms) => [...seal.sought(terms), ...(unsealed.get() ? terms : [])]);
      return match === undefined ? [] : search.all({ ...named(scope), match, limit }).map(opened);
    },
    'knowledge.chunks': ({ ids, ...scope }) => byIds.all({ ...named(scope), ids: JSON.stringify(ids) }).map(opened),
  };
}

const named = ({ collection, roots, snapshotId }: KnowledgeScope) => ({
  collection,
  roots: roots === undefined ? null : JSON.stringify(roots),
  snapshot: snapshotId ?? null,
});

/** Any of the words or concepts. Terms hold letters, digits and the mark of a concept: nothing that FTS5 would read. */
function matchOf(query: string, asIndexed: (terms: string[]) => string[]): string | undefined {
  const terms = [...new Set(termsOf(query))].slice(0, MAX_TERMS);
  const anyOf = (found: readonly string[]) => `(${found.map((term) => `"${term}"`).join(' OR ')})`;
  const words = asIndexed(terms.filter((term) => !isConcept(term)));
  const concepts = asIndexed(terms.filter(isConcept));
  const parts = [
    ...(words.length === 0 ? [] : [`({heading stems} : ${anyOf(words)})`]),
    ...(concepts.length === 0 ? [] : [`(concepts : ${anyOf(concepts)})`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' OR ');
}

function foundChunk(row: Record<string, unknown>, seal: KnowledgeSeal): FoundChunk {
  const { headings, body } = chunkText(seal, row);
  const { document_id, version, title } = row;
  return {
    id: String(row.chunk_id),
    passage: {
      text: body,
      documentId: String(row.document_id),
      title: versionText(seal, { document_id, version, title, sealed: row.version_sealed }).title,
      place: String(row.place),
      version: Number(row.version),
      atMs: Number(row.at_ms),
      ...(row.page === null ? {} : { page: Number(row.page) }),
      headings,
      embeddingModel: String(row.embedding_model),
      embeddingVersion: String(row.embedding_version),
    },
  };
}
