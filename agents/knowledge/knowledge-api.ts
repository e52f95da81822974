/**
 * Documents that agents know, on the wire: the tool-worker serves them under `/knowledge`, the server is its client.
 * `POST /knowledge/upload?collection=...&name=...` takes the bytes of a file (`content-type` as declared by the sender);
 * everything else is JSON. Pure: schemas only. Times are epoch milliseconds.
 */
import { z } from 'zod';
import { FILE_LIMITS } from '../seeing/reading-api.ts';

/** As a source of an agent file is named. */
export const collectionName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,23}$/, 'is lower case letters, digits and underscores, starts with a letter, at most 24');
export const snapshotName = z.string().regex(/^[\w:.-]{1,200}$/, 'is at most 200 letters, digits and _ : . -');

export const KNOWLEDGE_LIMITS = {
  /** Of one collection. */
  documents: 2_000,
  /** Of one document: as much as the reader of files takes. */
  documentBytes: FILE_LIMITS.bytes,
  /** Versions of one document whose text is kept. */
  versions: 20,
  queryCharacters: 500,
  passages: 20,
} as const;

export const knownVersion = z.object({
  version: z.number().int().positive(),
  title: z.string(),
  mediaType: z.string(),
  /** SHA-256 of the bytes. */
  hash: z.string(),
  /** What was left out or assumed when it was read. */
  notes: z.array(z.string()),
  chunks: z.number().int(),
  atMs: z.number(),
});
export type KnownVersion = z.infer<typeof knownVersion>;

export const knownDocument = z.object({
  id: z.string(),
  collection: z.string(),
  origin: z.enum(['folder', 'url', 'upload']),
  /** The folder or address of an agent file; absent: it came over the API. */
  root: z.string().optional(),
  place: z.string(),
  /** The version that answers; absent: none does. */
  version: z.number().int().positive().optional(),
  removedAtMs: z.number().optional(),
  checkedAtMs: z.number(),
  /** Why it could not be read when it was last looked at. */
  problem: z.string().optional(),
  /** Newest first. */
  versions: z.array(knownVersion),
});
export type KnownDocument = z.infer<typeof knownDocument>;

export const passage = z.object({
  text: z.string(),
  documentId: z.string(),
  title: z.string(),
  place: z.string(),
  version: z.number().int().positive(),
  /** When that version was taken in. */
  atMs: z.number(),
  page: z.number().int().optional(),
  headings: z.array(z.string()),
  embeddingModel: z.string(),
  embeddingVersion: z.string(),
  score: z.number(),
  /** Share of what was asked for that the passage names, 0 to 1. */
  coverage: z.number(),
});
export type Passage = z.infer<typeof passage>;

export const searchRequest = z.object({
  collection: collectionName,
  query: z.string().max(KNOWLEDGE_LIMITS.queryCharacters),
  limit: z.number().int().min(1).max(KNOWLEDGE_LIMITS.passages).default(4),
  /** Only documents of these folders and addresses of agent files, and those that came over the API; absent: all. */
  roots: z.array(z.string()).optional(),
  /** Documents as they were when this name was first used; absent: the newest. */
  snapshotId: snapshotName.optional(),
  /** The answer comes within this time, with what is known by then. */
  deadlineMs: z.number().positive().max(10_000).default(1_000),
});
export type SearchRequest = z.input<typeof searchRequest>;
export const searchResponse = z.object({
  passages: z.array(passage),
  ranking: z.enum(['lexical', 'blended', 'none']),
  /** Why the answer is less than it could be; absent when it is not. */
  degraded: z.string().optional(),
});
export type SearchResponse = z.infer<typeof searchResponse>;

export const documentsRequest = z.object({
  collection: collectionName,
  limit: z.number().int().min(1).max(500).default(100),
  offset: z.number().int().min(0).default(0),
});
export const documentsResponse = z.object({ documents: z.array(knownDocument) });
export const collectionsResponse = z.object({
  collections: z.array(z.object({ collection: z.string(), documents: z.number().int(), chunks: z.number().int() })),
});
export type CollectionsResponse = z.infer<typeof collectionsResponse>;
/** What became of a document that was given; no version: its bytes were known already. */
export const takenIn = z.object({ documentId: z.string(), version: z.number().int().positive().optional() });
export type TakenIn = z.infer<typeof takenIn>;
export const addUrlRequest = z.object({ collection: collectionName, url: z.url({ protocol: /^https?$/ }).max(2_000) });
export const removeRequest = z.object({ collection: collectionName, documentId: z.string().min(1).max(100) });
export const releaseRequest = z.object({ snapshotId: snapshotName });
