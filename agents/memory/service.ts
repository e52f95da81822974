/**
 * The memory service: records in SQL, words and vectors to find them, one deadline for the answer. It runs in the
 * tool-worker; calls reach it through the client. It starts and answers whether or not the index is there.
 */
import { randomUUID } from 'node:crypto';
import { openDatabaseThread } from '../log/sqlite/database-thread.ts';
import { StoreError } from '../log/store-error.ts';
import type { Embedder } from '../models/interfaces.ts';
import { createChromaIndex } from './chroma-index.ts';
import { idsToForget } from './forget.ts';
import { startIndexSync } from './index-sync.ts';
import type { MemoryLog } from './memory-log.ts';
import { neighbourFinder } from './neighbours.ts';
import { recall } from './recall.ts';
import {
  forgetRequest,
  type MemoryAdmin,
  type MemoryClient,
  memoryScope,
  recordsRequest,
  rememberRequest,
} from './service-api.ts';
import { embedderVectors, hashedVectors } from './vectors.ts';

export interface MemoryServiceOptions {
  /** The SQLite file, shared with the call log. */
  dbFile: string;
  masterKeyFile: string;
  /** Unset: words only. */
  chromaUrl?: string;
  /** Unset: ranking is lexical, and called so. */
  embedder?: Embedder;
  log: MemoryLog;
  /** Tokens of a session's short-term memory; default 2,000 (some twenty turns). */
  sessionTokens?: number;
  /** Life of a short-term record that states none; default one hour. */
  shortTermTtlMs?: number;
}

export interface MemoryService extends MemoryClient, MemoryAdmin {
  close(): Promise<void>;
}

const DEFAULT_SESSION_TOKENS = 2_000;
const DEFAULT_SHORT_TERM_TTL_MS = 3_600_000;
const EXPIRE_EVERY_MS = 30_000;
const PREFETCH_RECORDS = 8;
const PREFETCH_DEADLINE_MS = 400;
const FORGET_DEPTH = 50;

/** Rejects with StoreError when the database cannot be used; a missing index is no reason. */
export async function createMemoryService(options: MemoryServiceOptions): Promise<MemoryService> {
  const { log } = options;
  const database = await openDatabaseThread({ file: options.dbFile, masterKeyFile: options.masterKeyFile });
  const vectors = options.embedder ? embedderVectors(options.embedder) : hashedVectors;
  const lifetime = new AbortController();
  const embedding = `${vectors.model} ${vectors.version}`;
  const index =
    options.chromaUrl === undefined
      ? undefined
      : createChromaIndex({ url: options.chromaUrl, embedding, signal: lifetime.signal });
  const sync = index && startIndexSync({ database, index, vectors, log });
  const parts = {
    database,
    neighbours: index && sync && neighbourFinder(index, sync, vectors),
    ranking: index ? vectors.ranking : ('lexical' as const),
  };
  const expiry = setInterval(() => void expire(), EXPIRE_EVERY_MS);
  expiry.unref();

  async function expire(): Promise<void> {
    try {
      if ((await database.run('memory.expire', { nowMs: Date.now() })) > 0) sync?.wake();
    } catch (error) {
      log.warn({ err: error }, 'expired memory records could not be removed; tried again later');
    }
  }

  return {
    recall: (request, signal) => recall(parts, request, signal),
    async prefetch(userId, sessionId, signal) {
      const startedMs = performance.now();
      const tookMs = () => performance.now() - startedMs;
      try {
        signal.throwIfAborted();
        const input = { userId, sessionId, scopes: memoryScope.options, nowMs: Date.now(), limit: PREFETCH_RECORDS };
        const records = await database.run('memory.recent', input, { deadlineMs: PREFETCH_DEADLINE_MS });
        const own = records.filter((record) => record.userId === userId);
        return { items: own.map((record) => ({ record, score: 0 })), ranking: 'none', tookMs: tookMs() };
      } catch (error) {
        return {
          items: [],
          ranking: 'none',
          degraded: error instanceof Error ? error.message : String(error),
          tookMs: tookMs(),
        };
      }
    },
    async remember(request, signal) {
      signal.throwIfAborted();
      const asked = rememberRequest.parse(request);
      const ttlMs =
        asked.ttlMs ??
        (asked.scope === 'short-term' ? (options.shortTermTtlMs ?? DEFAULT_SHORT_TERM_TTL_MS) : undefined);
      const record = await database.run('memory.remember', {
        request: { ...asked, ...(ttlMs === undefined ? {} : { ttlMs }) },
        id: randomUUID(),
        nowMs: Date.now(),
        sessionTokens: options.sessionTokens ?? DEFAULT_SESSION_TOKENS,
      });
      sync?.wake();
      return record;
    },
    async forget(request, signal) {
      signal.throwIfAborted();
      const { userId, recordId, query, everything, expectedVersion } = forgetRequest.parse(request);
      if ([recordId, query, everything].filter((given) => given !== undefined).length !== 1) {
        throw new StoreError('invalid', 'Say what to forget by exactly one of recordId, query and everything.');
      }
      let forgotten: string[];
      if (everything) forgotten = await database.run('memory.forgetUser', { userId });
      else if (recordId !== undefined)
        forgotten = await database.run('memory.forget', { userId, ids: [recordId], expectedVersion });
      else {
        const input = {
          userId,
          sessionId: undefined,
          scopes: memoryScope.options,
          nowMs: Date.now(),
          query: query ?? '',
          limit: FORGET_DEPTH,
        };
        const { found, unranked } = await database.run('memory.search', input);
        forgotten = unranked ? [] : await database.run('memory.forget', { userId, ids: idsToForget(found) });
      }
      sync?.wake();
      return forgotten;
    },
    async records(request, signal) {
      signal.throwIfAborted();
      const { userId, recordId, limit, offset } = recordsRequest.parse(request);
      return await database.run('memory.list', {
        limit,
        offset,
        ...(userId === undefined ? {} : { userId }),
        ...(recordId === undefined ? {} : { recordId }),
      });
    },
    async versions(request, signal) {
      signal.throwIfAborted();
      return await database.run('memory.versions', request);
    },
    async rollback(request, signal) {
      signal.throwIfAborted();
      const record = await database.run('memory.rollback', { ...request, nowMs: Date.now() });
      sync?.wake();
      return record;
    },
    async reindex(signal) {
      signal.throwIfAborted();
      if (index && sync?.problem() === undefined) {
        // Emptied as well as filled: what the records no longer hold must not stay.
        for (const scope of memoryScope.options) {
          await index.drop(scope);
          const { name, id } = await index.collection(scope);
          await database.run('memory.adoptCollection', { name, scope, collectionId: id });
        }
        sync?.reconnect();
      }
      const queued = await database.run('memory.requeue', {});
      sync?.wake();
      return queued;
    },
    async status() {
      const counts = await database.run('memory.status', undefined);
      const problem = sync?.problem();
      return {
        ...counts,
        index: sync ? (problem === undefined ? 'up' : 'down') : 'off',
        ...(problem === undefined ? {} : { indexProblem: problem }),
        ranking: parts.ranking,
        embeddingModel: vectors.model,
      };
    },
    async close() {
      clearInterval(expiry);
      lifetime.abort();
      await sync?.close();
      await database.close();
    },
  };
}
