/** What the database thread does with memory records: name, input and output of each operation. Types only. */
import type { MemoryRecord, MemoryScope, RememberRequest } from '../service-api.ts';

export interface RecallScope {
  userId: string;
  /** Whose short-term memory may be seen; undefined: that of all the user's sessions. */
  sessionId: string | undefined;
  scopes: readonly MemoryScope[];
  nowMs: number;
}
export interface FoundRecord {
  record: MemoryRecord;
  score: number;
  coverage: number;
}
export interface RecordVersion {
  version: number;
  content: { private: string; destroyed?: true | undefined };
  provenance: MemoryRecord['provenance'];
  replacedAtMs: number;
}
/** One thing the index has yet to be told. `text` is undefined for a delete, and for a record that is gone since. */
export interface IndexWork {
  workId: number;
  recordId: string;
  userId: string;
  scope: MemoryScope;
  action: 'upsert' | 'delete';
  text: string | undefined;
}

export interface MemoryOperations {
  'memory.remember': {
    input: { request: RememberRequest; id: string; nowMs: number; sessionTokens: number };
    output: MemoryRecord;
  };
  /** By BM25; `unranked` when the query names nothing: then newest first, score 0. */
  'memory.search': {
    input: RecallScope & { query: string; limit: number };
    output: { found: FoundRecord[]; unranked: boolean };
  };
  /** Those of the ids that belong to the user and may be seen; others are left out without a word. */
  'memory.byIds': { input: RecallScope & { ids: string[] }; output: MemoryRecord[] };
  /** Newest long-term facts and preferences first, then the rest; also warms the user's index. */
  'memory.recent': { input: RecallScope & { limit: number }; output: MemoryRecord[] };
  'memory.list': {
    input: { userId?: string; recordId?: string; limit: number; offset: number };
    output: MemoryRecord[];
  };
  /** Rejects with 'conflict' when one of them is at another version than expected. */
  'memory.forget': { input: { userId: string; ids: string[]; expectedVersion?: number | undefined }; output: string[] };
  /** Removes the records and destroys the user's keys, those of their calls included. */
  'memory.forgetUser': { input: { userId: string }; output: string[] };
  'memory.versions': { input: { userId: string; recordId: string }; output: RecordVersion[] };
  'memory.rollback': {
    input: {
      userId: string;
      recordId: string;
      version: number;
      expectedVersion?: number | undefined;
      nowMs: number;
    };
    output: MemoryRecord;
  };
  /** Removes what has expired; returns how many. */
  'memory.expire': { input: { nowMs: number }; output: number };
  'memory.work': { input: { limit: number }; output: IndexWork[] };
  'memory.workDone': {
    input: { workIds: number[]; recordIds: string[]; model: string; version: string };
    output: undefined;
  };
  /** Queues every record of the scope (or of all) for the index; returns how many. */
  'memory.requeue': { input: { scope?: MemoryScope }; output: number };
  /** True when the collection of this name is the one that was filled from here. */
  'memory.knowsCollection': { input: { name: string; collectionId: string }; output: boolean };
  /** Notes the collection as the one of its scope and queues the scope's records, in one step. */
  'memory.adoptCollection': { input: { name: string; scope: MemoryScope; collectionId: string }; output: number };
  'memory.status': { input: undefined; output: { records: number; users: number; waitingForIndex: number } };
}
