/** Takes TLS off connections and hands their bytes to a port of this machine: wss:// for a LiveKit that speaks ws://. */
import { connect } from 'node:net';
import { createServer } from 'node:tls';

export interface TlsProxyOptions {
  cert: string;
  key: string;
  listenPort: number;
  listenHost: string;
  targetPort: number;
}

export interface TlsProxy {
  port: number;
  stop(): Promise<void>;
}

export async function startTlsProxy(options: TlsProxyOptions): Promise<TlsProxy> {
  const open = new Set<{ destroy(): void }>();
  const server = createServer({ cert: options.cert, key: options.key }, (outside) => {
    const inside = connect(options.targetPort, '127.0.0.1');
    open.add(outside);
    open.add(inside);
    // One end gone, whichever way: the other goes too, and the client reconnects by itself.
    const close = () => {
      outside.destroy();
      inside.destroy();
      open.delete(outside);
      open.delete(inside);
    };
    for (const side of [outside, inside]) {
      side.setNoDelay(true);
      side.on('error', close);
      side.on('close', close);
    }
    outside.pipe(inside).pipe(outside);
  });
  // A browser that does not trust the certificate yet hangs up in the handshake: nothing to do about it here.
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Error(`The TLS port ${options.listenPort} cannot be opened: ${error.message}.`)),
    );
    server.listen(options.listenPort, options.listenHost, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.listenPort,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
