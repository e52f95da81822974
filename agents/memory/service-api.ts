/**
 * The memory service on the wire: the tool-worker serves it under `/memory`, hosts and the server are its clients.
 * Pure: zod schemas only. Times are epoch milliseconds. Every request names its user; nothing crosses users.
 */
import { z } from 'zod';
import { markedText, provenance } from '../observation/schema.ts';

export const memoryKind = z.enum(['fact', 'preference', 'turn', 'summary', 'knowledge', 'procedure']);
export const memoryScope = z.enum(['short-term', 'long-term']);
export type MemoryScope = z.infer<typeof memoryScope>;

export const memoryRecord = z.object({
  id: z.string(),
  userId: z.string(),
  /** The call it was learned in. */
  sessionId: z.string(),
  scope: memoryScope,
  kind: memoryKind,
  content: markedText,
  provenance,
  /** Model and version that embedded it; 'none' when it is ranked lexically only. */
  embeddingModel: z.string(),
  embeddingVersion: z.string(),
  /** Raised at each edit; older versions are kept for roll back. */
  version: z.number().int().positive(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  expiresAtMs: z.number().optional(),
});
export type MemoryRecord = z.infer<typeof memoryRecord>;

export const rememberRequest = z.object({
  userId: z.string().min(1),
  sessionId: z.string().min(1),
  scope: memoryScope,
  kind: memoryKind,
  content: z.string().min(1).max(8_000),
  provenance,
  ttlMs: z.number().positive().optional(),
  /** Writing twice with one key writes once. */
  idempotencyKey: z.string().optional(),
  /** Edits this record of the user: it gets a new version, and what it said before is kept for roll back. */
  recordId: z.string().optional(),
  /** With `recordId`: the version the edit was made on; when the record is at another, nothing is changed. */
  expectedVersion: z.number().int().positive().optional(),
});
export type RememberRequest = z.infer<typeof rememberRequest>;

export const recallRequest = z.object({
  userId: z.string().min(1),
  sessionId: z.string().min(1),
  query: z.string().max(8_000),
  scopes: z.array(memoryScope).default(['short-term', 'long-term']),
  limit: z.number().int().min(1).max(50).default(6),
  /** The answer comes within this time, with what is known by then. */
  deadlineMs: z.number().positive().max(5_000).default(150),
});
export type RecallRequest = z.input<typeof recallRequest>;

export const recallResponse = z.object({
  items: z.array(z.object({ record: memoryRecord, score: z.number() })),
  /** How the items were ranked. 'lexical' is BM25 and never called semantic. */
  ranking: z.enum(['lexical', 'semantic', 'blended', 'none']),
  /** Why the answer is less than it could be (index down, deadline reached), absent when it is not. */
  degraded: z.string().optional(),
  tookMs: z.number(),
});
export type RecallResponse = z.infer<typeof recallResponse>;

/** Forget by id, by what it says, or everything of a user (which destroys the user's key). Exactly one is given. */
export const forgetRequest = z.object({
  userId: z.string().min(1),
  recordId: z.string().optional(),
  query: z.string().optional(),
  everything: z.literal(true).optional(),
  /** With `recordId`: nothing is forgotten when the record is at another version. */
  expectedVersion: z.number().int().positive().optional(),
});
export type ForgetRequest = z.infer<typeof forgetRequest>;
export const forgetResponse = z.object({ forgotten: z.array(z.string()) });

/** What is worth knowing before the greeting. */
export const prefetchRequest = z.object({ userId: z.string().min(1), sessionId: z.string().min(1) });

/** Records of one user (or of all, for an operator), newest first. */
export const recordsRequest = z.object({
  userId: z.string().min(1).optional(),
  /** Only this one. */
  recordId: z.string().min(1).optional(),
  limit: z.number().int().min(1).max(1_000).default(100),
  offset: z.number().int().min(0).default(0),
});
export type RecordsRequest = z.input<typeof recordsRequest>;
export const recordsResponse = z.object({ records: z.array(memoryRecord) });

export const versionsRequest = z.object({ userId: z.string().min(1), recordId: z.string().min(1) });
export type VersionsRequest = z.infer<typeof versionsRequest>;
/** Older versions, oldest first; the present one is the record itself. */
export const versionsResponse = z.object({
  versions: z.array(
    z.object({ version: z.number().int().positive(), content: markedText, provenance, replacedAtMs: z.number() }),
  ),
});
export type VersionsResponse = z.infer<typeof versionsResponse>;

/** Makes an older version the present one, as a new version of its own. */
export const rollbackRequest = z.object({
  userId: z.string().min(1),
  recordId: z.string().min(1),
  version: z.number().int().positive(),
  /** The version that was looked at; when the record is at another, nothing is changed. */
  expectedVersion: z.number().int().positive().optional(),
});
export type RollbackRequest = z.infer<typeof rollbackRequest>;

export const memoryStatus = z.object({
  records: z.number().int(),
  users: z.number().int(),
  /** Changes that the index has yet to be told. */
  waitingForIndex: z.number().int(),
  /** 'off': no index is configured; 'down': it does not answer and is being retried. */
  index: z.enum(['up', 'down', 'off']),
  indexProblem: z.string().optional(),
  /** How recall ranks when all is well. */
  ranking: z.enum(['lexical', 'blended']),
  embeddingModel: z.string(),
});
export type MemoryStatus = z.infer<typeof memoryStatus>;
export const reindexResponse = z.object({ queued: z.number().int() });

/** What the server and the command line add to a call's view. Every method rejects with a sentence on failure. */
export interface MemoryAdmin {
  records(request: RecordsRequest, signal: AbortSignal): Promise<MemoryRecord[]>;
  versions(request: VersionsRequest, signal: AbortSignal): Promise<VersionsResponse['versions']>;
  rollback(request: RollbackRequest, signal: AbortSignal): Promise<MemoryRecord>;
  /** Queues every record for the index; returns how many. */
  reindex(signal: AbortSignal): Promise<number>;
  status(signal: AbortSignal): Promise<MemoryStatus>;
}

/** The client side, as a call sees it. Every method keeps its deadline even when the service hangs. */
export interface MemoryClient {
  /** Never throws: a failure is an empty answer with `degraded`. */
  recall(request: RecallRequest, signal: AbortSignal): Promise<RecallResponse>;
  /** What is worth knowing of the user before the greeting: preferences and recent facts, newest first. Never throws. */
  prefetch(userId: string, sessionId: string, signal: AbortSignal): Promise<RecallResponse>;
  remember(request: RememberRequest, signal: AbortSignal): Promise<MemoryRecord>;
  forget(request: ForgetRequest, signal: AbortSignal): Promise<string[]>;
}
