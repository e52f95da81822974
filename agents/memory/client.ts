/**
 * Memory as a call reaches it: over HTTP to the tool-worker, with a hard deadline on every request. A service that
 * hangs, dies or answers nonsense costs a recall its deadline and nothing more.
 */
import { z } from 'zod';
import type { MemoryLog } from './memory-log.ts';
import {
  forgetResponse,
  type MemoryAdmin,
  type MemoryClient,
  memoryRecord,
  memoryStatus,
  type RecallResponse,
  recallResponse,
  recordsResponse,
  reindexResponse,
  versionsResponse,
} from './service-api.ts';

export interface MemoryClientOptions {
  /** Where the tool-worker listens, as http://host:port. */
  url: string;
  token: string;
  log: MemoryLog;
}

/** A write to memory failed; `message` says why. */
export class MemoryServiceError extends Error {
  override readonly name = 'MemoryServiceError';
  /** Undefined when there was no answer at all. */
  readonly status: number | undefined;
  constructor(message: string, status?: number, options?: { cause?: unknown }) {
    super(message, options);
    this.status = status;
  }
}

const RECALL_DEADLINE_MS = 150;
/** Before the greeting: what is not known by then is not worth waiting for. */
const PREFETCH_DEADLINE_MS = 300;
const WRITE_DEADLINE_MS = 3_000;
const ADMIN_DEADLINE_MS = 10_000;
/** The service is asked to answer this much before the client gives up, so that it can still say what it knows. */
const WAY_BACK_MS = 10;
/** Requests at once: a hung service must not collect sockets. */
const MAX_IN_FLIGHT = 64;

export function createMemoryClient(options: MemoryClientOptions): MemoryClient & MemoryAdmin {
  const base = options.url.replace(/\/+$/, '');
  /** Counted apart, so that writes that hang do not take the places of recalls. */
  const inFlight = { read: 0, write: 0 };
  let failing = false;

  async function ask<S extends z.ZodType>(
    operation: string,
    body: object,
    schema: S,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<z.output<S>> {
    const kind = operation === 'recall' || operation === 'prefetch' ? 'read' : 'write';
    if (inFlight[kind] >= MAX_IN_FLIGHT)
      throw new MemoryServiceError(`${MAX_IN_FLIGHT} requests already wait for the memory service at ${base}.`);
    signal.throwIfAborted();
    inFlight[kind] += 1;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), deadlineMs);
    try {
      const response = await fetch(`${base}/memory/${operation}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.any([signal, deadline.signal]),
      });
      const answer: unknown = await response.json();
      if (!response.ok)
        throw new MemoryServiceError(
          errorIn(answer) ?? `The memory service answered ${response.status}.`,
          response.status,
        );
      return schema.parse(answer);
    } catch (error) {
      if (error instanceof MemoryServiceError) throw error;
      if (signal.aborted) throw new MemoryServiceError(`The ${operation} was cancelled.`, undefined, { cause: error });
      if (deadline.signal.aborted)
        throw new MemoryServiceError(
          `The memory service at ${base} did not answer ${operation} within ${deadlineMs} ms.`,
        );
      if (error instanceof z.ZodError)
        throw new MemoryServiceError(`The memory service answered ${operation} with something else.`, undefined, {
          cause: error,
        });
      throw new MemoryServiceError(`The memory service at ${base} cannot be reached (${reasonOf(error)}).`, undefined, {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
      inFlight[kind] -= 1;
    }
  }

  /** An answer in any case; a change between working and failing is logged once. */
  async function orEmpty(work: Promise<RecallResponse>, signal: AbortSignal): Promise<RecallResponse> {
    const startedMs = performance.now();
    try {
      const answer = await work;
      if (failing) options.log.info({}, 'memory service answers again');
      failing = false;
      return answer;
    } catch (error) {
      const degraded = error instanceof Error ? error.message : String(error);
      if (!failing && !signal.aborted) {
        failing = true;
        options.log.warn({ reason: degraded }, 'memory service fails: the call goes on without memory');
      }
      return { items: [], ranking: 'none', degraded, tookMs: performance.now() - startedMs };
    }
  }

  return {
    recall(request, signal) {
      const deadlineMs = request.deadlineMs ?? RECALL_DEADLINE_MS;
      const asked = { ...request, deadlineMs: Math.max(1, deadlineMs - WAY_BACK_MS) };
      return orEmpty(ask('recall', asked, recallResponse, deadlineMs, signal), signal);
    },
    prefetch: (userId, sessionId, signal) =>
      orEmpty(ask('prefetch', { userId, sessionId }, recallResponse, PREFETCH_DEADLINE_MS, signal), signal),
    remember: (request, signal) => ask('remember', request, memoryRecord, WRITE_DEADLINE_MS, signal),
    forget: async (request, signal) =>
      (await ask('forget', request, forgetResponse, WRITE_DEADLINE_MS, signal)).forgotten,
    records: async (request, signal) =>
      (await ask('records', request, recordsResponse, ADMIN_DEADLINE_MS, signal)).records,
    versions: async (request, signal) =>
      (await ask('versions', request, versionsResponse, ADMIN_DEADLINE_MS, signal)).versions,
    rollback: (request, signal) => ask('rollback', request, memoryRecord, WRITE_DEADLINE_MS, signal),
    reindex: async (signal) => (await ask('reindex', {}, reindexResponse, ADMIN_DEADLINE_MS, signal)).queued,
    status: (signal) => ask('status', {}, memoryStatus, ADMIN_DEADLINE_MS, signal),
  };
}

const errorIn = (answer: unknown): string | undefined =>
  typeof answer === 'object' && answer !== null && 'error' in answer && typeof answer.error === 'string'
    ? answer.error
    : undefined;

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
