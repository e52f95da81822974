/**
 * The memory service on the wire: the tool-worker serves it under `/memory`, hosts and the server are its clients.
 * Pure: zod schemas only. Times are epoch milliseconds. Every request names its user; nothing crosses users.
 */
import { z } from 'zod';
import { markedText, provenance } from '../observation/schema.ts';

export const memoryKind = z.enum(['fact', 'preference', 'turn', 'summary', 'knowledge', 'procedure']);
export const memoryScope = z.enum(['short-term', 'long-term']);

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
});
export type ForgetRequest = z.infer<typeof forgetRequest>;
export const forgetResponse = z.object({ forgotten: z.array(z.string()) });

/** The client side, as a call sees it. Every method keeps its deadline even when the service hangs. */
export interface MemoryClient {
  /** Never throws: a failure is an empty answer with `degraded`. */
  recall(request: RecallRequest, signal: AbortSignal): Promise<RecallResponse>;
  /** What is worth knowing of the user before the greeting: preferences and recent facts, newest first. Never throws. */
  prefetch(userId: string, sessionId: string, signal: AbortSignal): Promise<RecallResponse>;
  remember(request: RememberRequest, signal: AbortSignal): Promise<MemoryRecord>;
  forget(request: ForgetRequest, signal: AbortSignal): Promise<string[]>;
}
