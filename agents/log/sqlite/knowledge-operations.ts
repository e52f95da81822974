/** What the database thread does with documents that agents know. Types only. */
import type { Chunk } from '../../knowledge/document-text.ts';
import type { KnownDocument, Passage } from '../../knowledge/knowledge-api.ts';

export interface DocumentPlace {
  collection: string;
  origin: 'folder' | 'url' | 'upload';
  /** The folder or address of an agent file that it comes by; empty: it came over the API. */
  root: string;
  /** Path within the folder, address, or the name it was given. */
  place: string;
}
/** A document as what keeps it up to date needs it. */
export interface TrackedDocument extends DocumentPlace {
  documentId: string;
  version: number;
  /** Of the newest version's bytes; absent: none could be read yet, or it is removed. */
  hash?: string;
  etag?: string;
  lastModified?: string;
  checkedAtMs: number;
  problem?: string;
}
export interface NewVersion {
  documentId: string;
  version: number;
  title: string;
  mediaType: string;
  hash: string;
  notes: string[];
  etag?: string;
  lastModified?: string;
}
/** What may answer: the newest versions (of these roots and of the API), or those of a snapshot. */
export interface KnowledgeScope {
  collection: string;
  /** Undefined: of every root. */
  roots: string[] | undefined;
  snapshotId: string | undefined;
}
export interface FoundChunk {
  id: string;
  passage: Omit<Passage, 'score' | 'coverage'>;
}
export interface ChunkWork {
  workId: number;
  chunkId: string;
  collection: string;
  action: 'upsert' | 'delete';
  /** Undefined for a delete, and for a chunk that is gone since. */
  text: string | undefined;
}

export interface KnowledgeOperations {
  /** Makes the document known if it is not, clears what an interrupted reading left, and says the next version. */
  'knowledge.begin': { input: DocumentPlace & { documentId: string; nowMs: number }; output: { version: number } };
  /** Chunks of a version that does not answer yet. */
  'knowledge.stage': {
    input: { documentId: string; version: number; title: string; chunks: { id: string; chunk: Chunk }[] };
    output: undefined;
  };
  /** From here on the version answers in place of the one before, in one step. */
  'knowledge.publish': { input: NewVersion & { nowMs: number }; output: undefined };
  /** Looked at and found unchanged, or not readable: the version that answers stays. */
  'knowledge.checked': {
    input: { documentId: string; problem?: string; etag?: string; lastModified?: string; nowMs: number };
    output: undefined;
  };
  /** False when there is no such document. Its versions stay for the record. */
  'knowledge.remove': { input: { documentId: string; nowMs: number }; output: boolean };
  'knowledge.tracked': { input: { collection?: string; origin?: DocumentPlace['origin'] }; output: TrackedDocument[] };
  'knowledge.documents': { input: { collection: string; limit: number; offset: number }; output: KnownDocument[] };
  'knowledge.collections': { input: undefined; output: { collection: string; documents: number; chunks: number }[] };
  /** Best first, by BM25; none when the query names nothing. */
  'knowledge.search': { input: KnowledgeScope & { query: string; limit: number }; output: FoundChunk[] };
  /** Those of the ids that may answer. */
  'knowledge.chunks': { input: KnowledgeScope & { ids: string[] }; output: FoundChunk[] };
  /** Holds the versions of this moment under the id until then; the first time counts, later ones only prolong it. */
  'knowledge.pin': {
    input: { snapshotId: string; collection: string; nowMs: number; untilMs: number };
    output: undefined;
  };
  'knowledge.release': { input: { snapshotId: string }; output: boolean };
  /** Lets go of snapshots whose time is over; how many. */
  'knowledge.expire': { input: { nowMs: number }; output: number };
  /** Seals some of what was written before documents were sealed; how many. */
  'knowledge.sealOlder': { input: { limit: number }; output: number };
  'knowledge.work': { input: { limit: number }; output: ChunkWork[] };
  'knowledge.workDone': {
    input: { workIds: number[]; chunkIds: string[]; model: string; version: string };
    output: undefined;
  };
  /** True when the index of this name is the one that was filled from here. */
  'knowledge.knowsIndex': { input: { name: string; collectionId: string }; output: boolean };
  /** Notes the index and queues every chunk that may answer for it; how many. */
  'knowledge.adoptIndex': { input: { name: string; collectionId: string }; output: number };
}
