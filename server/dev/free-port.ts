/**
 * Ports of this machine: is one free, give me one. A port is asked for by binding it, so the answer is what a server
 * would get; between the answer and its use another process may still take it, so starters retry.
 */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

export type PortKind = 'tcp' | 'udp';

const bindTcp = (port: number, host: string) =>
  new Promise<number | undefined>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });

const bindUdp = (port: number, host: string) =>
  new Promise<number | undefined>((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(undefined));
    socket.bind({ port, address: host, exclusive: true }, () => {
      const bound = socket.address().port;
      socket.close(() => resolve(bound));
    });
  });

const bind = (kind: PortKind, port: number, host: string) => (kind === 'tcp' ? bindTcp : bindUdp)(port, host);

/** True when a server could listen on `port` of `host` now. */
export async function isPortFree(port: number, kind: PortKind = 'tcp', host = '127.0.0.1'): Promise<boolean> {
  return (await bind(kind, port, host)) !== undefined;
}

/** `preferred` when it is free, else one the system chooses. */
export async function freePort(preferred = 0, kind: PortKind = 'tcp', host = '127.0.0.1'): Promise<number> {
  const port = (await bind(kind, preferred, host)) ?? (await bind(kind, 0, host));
  if (port === undefined)
    throw new Error(`No free ${kind} port on ${host}: is the address there, and may this user open sockets?`);
  return port;
}
