/** What to call the address a server listens on, and what to do when it cannot listen. Pure. */
import type { AddressInfo } from 'node:net';
import type { ServerConfig } from './config/config.ts';

type Listen = ServerConfig['listen'];

/** The address a browser of this machine opens. */
export function listenUrl(address: AddressInfo | string | null, listen: Listen): string {
  const port = typeof address === 'object' && address !== null ? address.port : listen.port;
  const everywhere = listen.host === '0.0.0.0' || listen.host === '::';
  const name = everywhere ? '127.0.0.1' : listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  return `${listen.tls.kind === 'off' ? 'http' : 'https'}://${name}:${port}`;
}

/** One sentence that says what to change. */
export function sentenceOfListenFailure(error: unknown, { host, port }: Listen): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') return `Port ${port} on ${host} is taken: stop what uses it, or set PORT to a free port.`;
  if (code === 'EACCES') return `Port ${port} may not be used by this user: set PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `PARLEY_HOST=${JSON.stringify(host)} is not an address of this machine.`;
  return `The server cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}.`;
}
