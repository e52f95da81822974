/**
 * One request and its answer, bounded. Redirects are followed only within the origin and only where that repeats no
 * effect; credentials never reach another host. Says what is sure about effects when there is no answer.
 */
import type { SourceResult } from '../source.ts';
import { readBounded } from './bounded-body.ts';
import type { BuiltRequest } from './build-request.ts';
import { type HttpAnswer, readAnswer } from './read-answer.ts';

/** What is read of an answer; the toolbox shows a model far less. */
export const MAX_ANSWER_BYTES = 1_000_000;
const MAX_REDIRECTS = 4;

/** The connection never came to be, so nothing was sent. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

export interface Sent {
  result: SourceResult;
  /** Absent: there was no answer. */
  status?: number;
}

/** Never rejects. `what` begins its sentences. */
export async function sendRequest(
  request: BuiltRequest,
  what: string,
  nowMs: () => number,
  signal: AbortSignal,
): Promise<Sent> {
  if (signal.aborted) {
    return { result: { outcome: 'broken', text: `${what} was stopped before it began.`, noEffect: true } };
  }
  try {
    return await follow(request, what, nowMs, signal);
  } catch (error) {
    if (signal.aborted) return { result: { outcome: 'broken', text: `${what} did not answer in time.` } };
    const { code, message } = causeOf(error);
    const noEffect = NEVER_SENT.has(code);
    const text = noEffect
      ? `${what} could not be reached (${message}).`
      : `The connection to ${what} was lost before it answered (${message}).`;
    return { result: { outcome: 'broken', text, ...(noEffect ? { noEffect } : {}) } };
  }
}

async function follow(first: BuiltRequest, what: string, nowMs: () => number, signal: AbortSignal): Promise<Sent> {
  let request = first;
  for (let redirects = 0; ; redirects += 1) {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal,
    });
    const { status } = response;
    const location = response.headers.get('location');
    if (location !== null && [301, 302, 303, 307, 308].includes(status)) {
      response.body?.cancel().catch(() => {});
      const next = redirected(request, status, URL.parse(location, request.url.href), what);
      if ('outcome' in next) return { result: next, status };
      if (redirects >= MAX_REDIRECTS) {
        return {
          result: { outcome: 'failed', text: `${what} sends from one address to the next without end.` },
          status,
        };
      }
      request = next;
      continue;
    }
    const answer = await answerOf(response);

    return { result: readAnswer(answer, what, nowMs()), status };
  }
}

async function answerOf(response: Response): Promise<HttpAnswer> {
  const { bytes, cut } = await readBounded(response, MAX_ANSWER_BYTES);
  const retryAfter = response.headers.get('retry-after');
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    ...(retryAfter === null ? {} : { retryAfter }),
    bytes,
    cut,
  };
}

/** The next request, or why there is none. */
function redirected(
  request: BuiltRequest,
  status: number,
  target: URL | null,
  what: string,
): BuiltRequest | SourceResult {
  const isRead = ['GET', 'HEAD', 'OPTIONS'].includes(request.method);
  // 303 says it was done; a read does nothing; 301 and 302 of a write leave open whether it was; 307 and 308 say not yet.
  const unsure = !isRead && (status === 301 || status === 302);
  const outcome = unsure ? 'broken' : 'failed';
  if (!target || target.origin !== request.url.origin) {
    const where = target ? target.origin : 'nowhere';
    if (status === 303 && !isRead)
      return { outcome: 'ok', text: `Done (303); more is said at ${where}, which is not asked.` };
    return { outcome, text: `${what} redirects to another host (${where}), which is not followed.` };
  }
  if (unsure) {
    return { outcome, text: `${what} answered a write with a redirect (${status}): whether it happened is not known.` };
  }
  if (isRead || status !== 303) return { ...request, url: target };
  const { body: _, ...rest } = request;
  const { 'content-type': __, ...headers } = rest.headers;
  return { ...rest, method: 'GET', headers, url: target };
}

/** Node says "fetch failed" and keeps the reason in the cause. */
function causeOf(error: unknown): { code: string; message: string } {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  if (!(inner instanceof Error)) return { code: '', message: String(inner) };
  return { code: 'code' in inner ? String(inner.code) : '', message: inner.message || inner.name };
}
