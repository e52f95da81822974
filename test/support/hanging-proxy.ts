/** A TCP proxy that can be told to hang: connections stay open, are accepted, and nothing comes through any more. */
import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';

export interface HangingProxy {
  url: string;
  /** From now on bytes are swallowed in both directions. */
  hang(): void;
  /** Connections made from now on work again; those that hung are cut. */
  resume(): void;
  close(): Promise<void>;
}

export async function startHangingProxy(targetUrl: string): Promise<HangingProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let hanging = false;
  const server = createServer((near) => {
    const far = dial(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      // A broken connection is what this double is for.
      socket.on('error', () => {});
    }
    near.on('data', (chunk) => hanging || far.write(chunk));
    far.on('data', (chunk) => hanging || near.write(chunk));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    hang: () => {
      hanging = true;
    },
    resume: () => {
      hanging = false;
      cut();
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
