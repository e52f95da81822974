/**
 * Fetches a document from the web: within a time and a size, over at most five redirects, and only from public
 * addresses unless the setting says otherwise. The address that was checked is the one that is connected to, so that a
 * name cannot lead somewhere else meanwhile.
 */
import { lookup } from 'node:dns';
import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPrivateAddress } from '../internal/private-address.ts';
import { FILE_LIMITS } from '../seeing/reading-api.ts';
import { KnowledgeError } from './knowledge-error.ts';

const DEADLINE_MS = 20_000;
const MAX_REDIRECTS = 5;

/** `privateAddresses`: whether loopback, private and link-local addresses may be fetched. */
export const fetchSettings = (privateAddresses: boolean): FetchSettings => ({
  mayReach: (address) => privateAddresses || !isPrivateAddress(address),
});
export interface FetchSettings {
  /** Asked of every address that is connected to, redirects included. */
  mayReach(address: string): boolean;
}
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
  settings: FetchSettings,
  signal: AbortSignal,
): Promise<Fetched> {
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(unreachable(url, `it took longer than ${DEADLINE_MS / 1_000} s`)),
    DEADLINE_MS,
  );
  const both = AbortSignal.any([signal, late.signal]);
  try {
    let at = new URL(url);
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await ask(at, known, settings, both);
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
    throw unreachable(url, error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}

function ask(at: URL, known: Validators, settings: FetchSettings, signal: AbortSignal): Promise<IncomingMessage> {
  const host = at.hostname.replace(/^\[|\]$/g, '');
  // An address that is written out is never looked up.
  if (isIP(host) !== 0 && !settings.mayReach(host)) throw closedTo(at.href, host);
  const send = at.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = send(at, {
      agent: false,
      signal,
      headers: headersOf(known),
      lookup: onlyOpen(at.href, settings),
    });
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

/** Looks a name up and refuses it when any of its addresses is closed: a name with two faces is up to something. */
const onlyOpen =
  (url: string, settings: FetchSettings): LookupFunction =>
  (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      const closed = error ? undefined : found.find(({ address }) => !settings.mayReach(address));
      const first = found?.[0];
      if (error) done(error, []);
      else if (closed || !first) done(closedTo(url, closed?.address ?? host), []);
      else if (options.all) done(null, found);
      else done(null, first.address, first.family);
    });
  };

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
