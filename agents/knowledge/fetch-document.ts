/**
 * Fetches a document from the web: within a time and a size, over at most five redirects, and only from public
 * addresses unless the setting says otherwise. The address that was checked is the one that is connected to, so that a
 * name cannot lead somewhere else meanwhile.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type AddressRule, ClosedAddressError, guardedRequest } from '../internal/guarded-request.ts';
import { FILE_LIMITS } from '../seeing/reading-api.ts';
import { KnowledgeError } from './knowledge-error.ts';

const DEADLINE_MS = 20_000;
const MAX_REDIRECTS = 5;

/** As the answer before said; what has not changed is then not sent again. */
export interface Validators {
  etag?: string;
  lastModified?: string;
}
export type Fetched =
  | { state: 'unchanged' }
  | ({ state: 'changed'; bytes: Uint8Array; mediaType: string } & Validators)
  /** The address says that there is nothing any more (404 or 410). */
  | { state: 'gone'; why: string };

/** Rejects with a KnowledgeError (`not_reachable`, `too_large`), or with the signal's reason. */
export async function fetchDocument(
  url: string,
  known: Validators,
  rule: AddressRule,
  signal: AbortSignal,
): Promise<Fetched> {
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(unreachable(url, `it took longer than ${DEADLINE_MS / 1_000} s`)),
    DEADLINE_MS,
  );
  const both = AbortSignal.any([signal, late.signal]);
  let at = new URL(url);
  try {
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await ask(at, known, rule, both);
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      if (status >= 300 && status < 400 && status !== 304 && location !== undefined) {
        response.destroy();
        at = target(location, at, url);
        continue;
      }
      if (status === 200) return await changed(response, url);
      response.destroy();
      if (status === 304) return { state: 'unchanged' };
      if (status === 404 || status === 410) return { state: 'gone', why: `${url} answered ${status}.` };
      throw unreachable(url, `it answered ${status}`);
    }
    throw unreachable(url, `it leads on more than ${MAX_REDIRECTS} times`);
  } catch (error) {
    if (both.aborted) throw both.reason;
    if (error instanceof KnowledgeError) throw error;
    if (error instanceof ClosedAddressError) throw closedTo(at.href, error.address);
    throw unreachable(url, error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}

function ask(at: URL, known: Validators, rule: AddressRule, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = guardedRequest(at, rule, { signal, headers: headersOf(known) });
    sent.on('response', resolve);
    sent.on('error', reject);
    sent.end();
  });
}

const headersOf = ({ etag, lastModified }: Validators): Record<string, string> => ({
  'user-agent': 'Parley',
  accept: 'text/html, text/markdown, text/plain, application/pdf, text/csv, */*;q=0.5',
  // What is packed may unpack to anything.
  'accept-encoding': 'identity',
  ...(etag === undefined ? {} : { 'if-none-match': etag }),
  ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
});

async function changed(response: IncomingMessage, url: string): Promise<Fetched> {
  const { headers } = response;
  const packed = headers['content-encoding'];
  if (packed !== undefined && packed !== 'identity') {
    response.destroy();
    throw unreachable(url, `it sends its answer packed (${packed.slice(0, 20)}) though it was asked not to`);
  }
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > FILE_LIMITS.bytes) {
      response.destroy();
      throw new KnowledgeError('too_large', `${url} has more than the ${FILE_LIMITS.bytes} bytes that are read.`);
    }
    chunks.push(chunk);
  }
  const mediaType = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return { state: 'changed', bytes: Buffer.concat(chunks), mediaType, ...validatorsIn(headers) };
}

/** What is longer than any honest one is not kept. */
const MAX_VALIDATOR_CHARACTERS = 200;
function validatorsIn(headers: IncomingHttpHeaders): Validators {
  const { etag, 'last-modified': lastModified } = headers;
  const short = (value: string | undefined): value is string =>
    value !== undefined && value.length <= MAX_VALIDATOR_CHARACTERS;
  return { ...(short(etag) && { etag }), ...(short(lastModified) && { lastModified }) };
}

function target(location: string, from: URL, url: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to?.protocol === 'http:' || to?.protocol === 'https:') return to;
  throw unreachable(url, `it leads to ${JSON.stringify(location.slice(0, 80))}, which is no web address`);
}

const unreachable = (url: string, why: string): KnowledgeError =>
  new KnowledgeError('not_reachable', `${url} cannot be fetched: ${why}.`);
const closedTo = (url: string, address: string): KnowledgeError =>
  new KnowledgeError(
    'not_reachable',
    `${url} is not fetched: ${address} is an address of this network (PARLEY_FETCH_PRIVATE=on allows those).`,
  );
