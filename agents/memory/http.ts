/**
 * The memory service over HTTP, as a plain handler that any server can mount: JSON in, JSON out, one path per
 * operation. It answers `false` for paths that are not its own. Who may call it is decided before it is called.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { StoreError } from '../log/store-error.ts';
import type { MemoryService } from './service.ts';
import {
  forgetRequest,
  prefetchRequest,
  recallRequest,
  recordsRequest,
  rememberRequest,
  rollbackRequest,
  versionsRequest,
} from './service-api.ts';

/** The longest text is 8,000 characters; four bytes each, escaped, and the rest of the request. */
const MAX_BODY_BYTES = 128 * 1024;
const BODY_DEADLINE_MS = 5_000;

/** The request cannot be served as it is; `status` is its HTTP status. */
class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Route = (body: unknown, signal: AbortSignal) => Promise<unknown>;

const route =
  <S extends z.ZodType>(schema: S, run: (input: z.output<S>, signal: AbortSignal) => Promise<unknown>): Route =>
  (body, signal) => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return run(parsed.data, signal);
    const sentences = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
    throw new RequestError(400, `The request is malformed (${sentences.join('; ')}).`);
  };

const nothing = z.unknown();

function routesOf(service: MemoryService): Record<string, Route> {
  return {
    recall: route(recallRequest, (input, signal) => service.recall(input, signal)),
    prefetch: route(prefetchRequest, (input, signal) => service.prefetch(input.userId, input.sessionId, signal)),
    remember: route(rememberRequest, (input, signal) => service.remember(input, signal)),
    forget: route(forgetRequest, async (input, signal) => ({ forgotten: await service.forget(input, signal) })),
    records: route(recordsRequest, async (input, signal) => ({ records: await service.records(input, signal) })),
    versions: route(versionsRequest, async (input, signal) => ({ versions: await service.versions(input, signal) })),
    rollback: route(rollbackRequest, (input, signal) => service.rollback(input, signal)),
    reindex: route(nothing, async (_, signal) => ({ queued: await service.reindex(signal) })),
    status: route(nothing, (_, signal) => service.status(signal)),
  };
}

/** `POST /memory/<operation>`. The returned function resolves true when it has answered. */
export function createMemoryHandler(
  service: MemoryService,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const routes = routesOf(service);
  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://memory');
    if (pathname !== '/memory' && !pathname.startsWith('/memory/')) return false;
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      const name = pathname.slice('/memory/'.length);
      const run = Object.hasOwn(routes, name) ? routes[name] : undefined;
      if (!run)
        throw new RequestError(
          404,
          `There is no ${JSON.stringify(pathname)}; memory has ${Object.keys(routes).join(', ')}.`,
        );
      if (request.method !== 'POST') throw new RequestError(405, `${pathname} takes POST, not ${request.method}.`);
      send(response, 200, await run(await readJson(request), gone.signal));
    } catch (error) {
      const { status, sentence } = explain(error);
      send(response, status, { error: sentence });
    }
    return true;
  };
}

function explain(error: unknown): { status: number; sentence: string } {
  const sentence = error instanceof Error ? error.message : String(error);
  if (error instanceof RequestError) return { status: error.status, sentence };
  if (error instanceof StoreError) {
    if (error.failure === 'not-found') return { status: 404, sentence };
    if (error.failure === 'invalid') return { status: 400, sentence };
    if (error.retryable) return { status: 503, sentence };
  }
  return { status: 500, sentence };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function readJson(request: IncomingMessage): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const fail = (error: RequestError) => {
      clearTimeout(timer);
      request.removeAllListeners('data');
      request.resume();
      reject(error);
    };
    const timer = setTimeout(
      () => fail(new RequestError(408, `The request's body did not arrive within ${BODY_DEADLINE_MS} ms.`)),
      BODY_DEADLINE_MS,
    );
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) fail(new RequestError(413, `The request has more than ${MAX_BODY_BYTES} bytes.`));
      else chunks.push(chunk);
    });
    request.on('error', (error) => fail(new RequestError(400, `The request broke off: ${error.message}.`)));
    request.on('end', () => {
      clearTimeout(timer);
      if (bytes > MAX_BODY_BYTES) return;
      const text = Buffer.concat(chunks).toString('utf8');
      try {
        resolve(text === '' ? {} : JSON.parse(text));
      } catch {
        reject(new RequestError(400, `The request is no JSON: ${JSON.stringify(text.slice(0, 80))}.`));
      }
    });
  });
}
