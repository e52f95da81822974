/**
 * The memory service as the server's routes see it: the call's client and the operator's, under one deadline. A service
 * that does not answer is `memory_unavailable`; a record that is not the user's is `record_not_found`.
 */

import { MemoryServiceError } from '../../agents/memory/client.ts';
import type {
  MemoryAdmin,
  MemoryClient,
  MemoryRecord,
  RecallResponse,
  VersionsResponse,
} from '../../agents/memory/service-api.ts';
import { ApiError, shown } from '../errors.ts';

export interface MemorySearch {
  userId: string;
  query: string;
  limit: number;
}

export interface MemoryRecords {
  search(search: MemorySearch, signal: AbortSignal): Promise<RecallResponse>;
  /** Newest first. */
  list(userId: string, limit: number, signal: AbortSignal): Promise<MemoryRecord[]>;
  /** Whose records there are, newest first, of the newest 1,000 records. */
  users(signal: AbortSignal): Promise<{ userId: string; records: number; updatedAtMs: number }[]>;
  /**
   * A new version with this content; the older ones stay. All that change a record throw `record_changed` when it is no
   * longer at the version `seen`.
   */
  edit(
    userId: string,
    recordId: string,
    change: { content: string; seen?: number | undefined },
    by: string,
    signal: AbortSignal,
  ): Promise<MemoryRecord>;
  versions(userId: string, recordId: string, signal: AbortSignal): Promise<VersionsResponse['versions']>;
  /** Ids of what was forgotten. */
  forget(userId: string, recordId: string, seen: number | undefined, signal: AbortSignal): Promise<string[]>;
  /** Forgets everything of a user and destroys their key. */
  forgetUser(userId: string, signal: AbortSignal): Promise<string[]>;
  /** Makes the content of an older version the newest. */
  rollback(
    userId: string,
    recordId: string,
    to: { version: number; seen?: number | undefined },
    signal: AbortSignal,
  ): Promise<MemoryRecord>;
}

/** Longer than any answer of a service that works; a person is waiting, not a call. */
const DEADLINE_MS = 5000;
/** A search by an operator may look longer than a call can wait. */
const SEARCH_DEADLINE_MS = 2000;
/** Recall wants a session for its short-term part; an operator's search belongs to none. */
const NO_SESSION = 'api-search';
/** As many as the service gives at once. */
const ALL = 1_000;

export function memoryRecords(service: MemoryClient & MemoryAdmin): MemoryRecords {
  async function within<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const late = new AbortController();
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.abort();
      reject(new Error(`it did not answer within ${DEADLINE_MS} ms`));
    }, DEADLINE_MS);
    try {
      return await Promise.race([work(AbortSignal.any([signal, late.signal])), tooLate]);
    } catch (error) {
      if (error instanceof MemoryServiceError && error.status === 404)
        throw new ApiError('record_not_found', error.message);
      if (error instanceof MemoryServiceError && error.status === 409)
        throw new ApiError('record_changed', error.message);
      throw new ApiError(
        'memory_unavailable',
        `The memory service failed: ${error instanceof Error ? error.message : String(error)}.`,
      );
    } finally {
      clearTimeout(timer);
    }
  }
  const notFound = (recordId: string) =>
    new ApiError('record_not_found', `The user has no memory record ${shown(recordId)}.`);

  return {
    search: ({ userId, query, limit }, signal) =>
      within(signal, (both) =>
        service.recall(
          { userId, sessionId: NO_SESSION, query, limit, scopes: ['long-term'], deadlineMs: SEARCH_DEADLINE_MS },
          both,
        ),
      ),
    list: (userId, limit, signal) => within(signal, (both) => service.records({ userId, limit }, both)),
    async users(signal) {
      const users = new Map<string, { userId: string; records: number; updatedAtMs: number }>();
      for (const { userId, updatedAtMs } of await within(signal, (both) => service.records({ limit: ALL }, both))) {
        const known = users.get(userId);
        users.set(userId, {
          userId,
          records: (known?.records ?? 0) + 1,
          updatedAtMs: Math.max(known?.updatedAtMs ?? 0, updatedAtMs),
        });
      }
      return [...users.values()].sort((one, other) => other.updatedAtMs - one.updatedAtMs);
    },
    async edit(userId, recordId, { content, seen }, by, signal) {
      const [before] = await within(signal, (both) => service.records({ userId, recordId, limit: 1 }, both));
      if (before === undefined) throw notFound(recordId);
      const { sessionId, scope, kind } = before;
      const provenance = { source: 'operator' as const, id: by };
      return await within(signal, (both) =>
        service.remember({ userId, recordId, sessionId, scope, kind, content, provenance, ...expecting(seen) }, both),
      );
    },
    versions: (userId, recordId, signal) => within(signal, (both) => service.versions({ userId, recordId }, both)),
    async forget(userId, recordId, seen, signal) {
      const forgotten = await within(signal, (both) => service.forget({ userId, recordId, ...expecting(seen) }, both));
      if (forgotten.length === 0) throw notFound(recordId);
      return forgotten;
    },
    forgetUser: (userId, signal) => within(signal, (both) => service.forget({ userId, everything: true }, both)),
    async rollback(userId, recordId, { version, seen }, signal) {
      const older = await within(signal, (both) => service.versions({ userId, recordId }, both));
      if (!older.some((one) => one.version === version)) {
        throw new ApiError(
          'record_not_found',
          `The record ${shown(recordId)} of this user has no older version ${version}.`,
          { versions: older.map((one) => one.version) },
        );
      }
      return await within(signal, (both) => service.rollback({ userId, recordId, version, ...expecting(seen) }, both));
    },
  };
}

const expecting = (seen: number | undefined) => (seen === undefined ? {} : { expectedVersion: seen });

/** Where no memory service is known: every use says so. */
export function absentMemory(): MemoryRecords {
  const refuse = async (): Promise<never> => {
    throw new ApiError('memory_unavailable', 'The memory service is unknown here: PARLEY_TOOL_WORKER_URL is not set.');
  };
  return {
    search: refuse,
    list: refuse,
    users: refuse,
    edit: refuse,
    versions: refuse,
    forget: refuse,
    forgetUser: refuse,
    rollback: refuse,
  };
}
