/** A memory record as a row and back: content sealed, provenance as JSON. Inside the database thread only. */
import { type KeyLookup, openMarked, type SealingKey, sealMarked } from '../../log/seal.ts';
import { type MemoryRecord, memoryRecord } from '../service-api.ts';

export interface RecordRow {
  id: string;
  user_id: string;
  session_id: string;
  scope: string;
  kind: string;
  content: string;
  provenance: string;
  embedding_model: string;
  embedding_version: string;
  version: number;
  created_at_ms: number;
  updated_at_ms: number;
  expires_at_ms: number | null;
  revision: number;
}

/** Bound to record, version and user: a row copied to another user does not open. */
const placeOf = (userId: string, id: string, version: number): string => `memory/${userId}/${id}/${version}`;

export const sealContent = (text: string, key: SealingKey, userId: string, id: string, version: number): string =>
  JSON.stringify(sealMarked({ private: text }, key, placeOf(userId, id, version)));

export const openContent = (stored: string, lookup: KeyLookup, userId: string, id: string, version: number): unknown =>
  openMarked(JSON.parse(stored), lookup, placeOf(userId, id, version));

export const toRecord = (row: RecordRow, lookup: KeyLookup): MemoryRecord =>
  memoryRecord.parse({
    id: row.id,
    userId: row.user_id,
    sessionId: row.session_id,
    scope: row.scope,
    kind: row.kind,
    content: openContent(row.content, lookup, row.user_id, row.id, row.version),
    provenance: JSON.parse(row.provenance),
    embeddingModel: row.embedding_model,
    embeddingVersion: row.embedding_version,
    version: row.version,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    ...(row.expires_at_ms === null ? {} : { expiresAtMs: row.expires_at_ms }),
  });
