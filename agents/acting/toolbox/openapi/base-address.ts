/**
 * The one address that all calls of a service go to: what the agent's author says, else the document's first server.
 * Pure; throws sentences.
 */
import { isRecord, type JsonRecord } from './json-record.ts';
import type { LoadedDocument } from './load-document.ts';

/** `hasCredentials`: then a document from the web may not send them to a host of its own choice. */
export function baseAddress(configured: string | undefined, document: LoadedDocument, hasCredentials: boolean): URL {
  if (configured !== undefined) return plainBase(new URL(configured));
  const server = Array.isArray(document.root.servers) ? document.root.servers[0] : undefined;
  const written = isRecord(server) ? server.url : document.url && '/';
  if (typeof written !== 'string') {
    throw new Error('The OpenAPI document names no server at "#/servers/0/url": set baseUrl in the agent file.');
  }
  const text = written.replace(/\{([^{}]*)\}/g, (_, name: string) => variable(server, name));
  const url = URL.parse(text, document.url?.href);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Error(`The server "${text}" at "#/servers/0/url" is no web address: set baseUrl in the agent file.`);
  }
  if (hasCredentials && document.url && url.origin !== document.url.origin) {
    throw new Error(
      `The document at ${document.url.origin} would have credentials sent to ${url.origin}: set baseUrl in the agent file if that is right.`,
    );
  }
  return plainBase(url);
}

function variable(server: unknown, name: string): string {
  const variables = isRecord(server) ? server.variables : undefined;
  const known: JsonRecord = isRecord(variables) && isRecord(variables[name]) ? variables[name] : {};
  const value = known.default;
  if (typeof value === 'string') return value;
  throw new Error(`The server's variable {${name}} at "#/servers/0/variables" has no default: set baseUrl.`);
}

function plainBase(url: URL): URL {
  const base = new URL(url.href);
  base.search = '';
  base.hash = '';
  base.username = '';
  base.password = '';
  base.pathname = base.pathname.replace(/\/+$/, '');
  return base;
}
