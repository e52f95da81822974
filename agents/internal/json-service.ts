/**
 * What the processes of one machine serve each other over HTTP, as a plain handler that any server can mount:
 * `POST /<name>/<operation>`, JSON in, JSON out. It answers `false` for paths that are not its own. Who may call it is
 * decided before it is called.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { StoreError } from '../log/store-error.ts';

const DEFAULT_MAX_BODY_BYTES = 128 * 1024;
const BODY_DEADLINE_MS = 5_000;

/** The request cannot be served as it is; `status` is its HTTP status. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** `signal` aborts when the client is gone. */
export type Operation = (body: unknown, signal: AbortSignal) => Promise<unknown>;

/** An operation whose request has a shape; what does not fit is refused with a sentence. */
export const operation =
  <S extends z.ZodType>(schema: S, run: (input: z.output<S>, signal: AbortSignal) => Promise<unknown>): Operation =>
  (body, signal) => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return run(parsed.data, signal);
    const sentences = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
    throw new RequestError(400, `The request is malformed (${sentences.join('; ')}).`);
  };

/** The returned function resolves true when it has answered. */
export function jsonService(
  name: string,
  operations: Readonly<Record<string, Operation>>,
  maxBodyBytes = DEFAULT_MAX_BODY_BYTES,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://internal');
    if (pathname !== `/${name}` && !pathname.startsWith(`/${name}/`)) return false;
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      const asked = pathname.slice(name.length + 2);
      const run = Object.hasOwn(operations, asked) ? operations[asked] : undefined;
      if (!run)
        throw new RequestError(
          404,
          `There is no ${JSON.stringify(pathname)}; ${name} has ${Object.keys(operations).join(', ')}.`,
        );
      if (request.method !== 'POST') throw new RequestError(405, `${pathname} takes POST, not ${request.method}.`);
      send(response, 200, await run(await readJson(request, maxBodyBytes), gone.signal));
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
    if (error.failure === 'conflict') return { status: 409, sentence };
    if (error.retryable) return { status: 503, sentence };
  }
  return { status: 500, sentence };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(body ?? null);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function readJson(request: IncomingMessage, maxBodyBytes: number): Promise<unknown> {
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
      if (bytes > maxBodyBytes) fail(new RequestError(413, `The request has more than ${maxBodyBytes} bytes.`));
      else chunks.push(chunk);
    });
    request.on('error', (error) => fail(new RequestError(400, `The request broke off: ${error.message}.`)));
    request.on('end', () => {
      clearTimeout(timer);
      if (bytes > maxBodyBytes) return;
      const text = Buffer.concat(chunks).toString('utf8');
      try {
        resolve(text === '' ? {} : JSON.parse(text));
      } catch {
        reject(new RequestError(400, `The request is no JSON: ${JSON.stringify(text.slice(0, 80))}.`));
      }
    });
  });
}
