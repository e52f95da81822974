/**
 * Stands between a worker and livekit-server, passes everything on, and keeps what the worker says: the only place where
 * job status can be seen, since livekit-server does not tell anybody.
 */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServerMessage, WorkerMessage } from '@livekit/protocol';
import { WebSocket, WebSocketServer } from 'ws';

export interface LivekitTap {
  url: string;
  /** What workers said, oldest first, with the connection it was said on (1, 2...). */
  fromWorkers: { connection: number; message: WorkerMessage['message'] }[];
  fromServer: { connection: number; message: ServerMessage['message'] }[];
  /** Cuts the workers' sockets, as a broken network would. */
  cut(): void;
  /** While true, nothing is passed on to workers although the socket stays open. */
  mute: boolean;
  close(): Promise<void>;
}

export async function startLivekitTap(livekitUrl: string): Promise<LivekitTap> {
  const target = new URL(livekitUrl.replace(/^ws/, 'http'));
  const agentSockets = new Set<WebSocket>();
  const http = createServer((incoming, outgoing) => {
    const forwarded = request(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  const sockets = new WebSocketServer({ server: http });
  let connections = 0;
  sockets.on('connection', (near, upgrade) => {
    const path = upgrade.url ?? '/';
    const isAgent = path.startsWith('/agent');
    const connection = isAgent ? ++connections : 0;
    const { authorization } = upgrade.headers;
    const far = new WebSocket(new URL(path, target.href.replace(/^http/, 'ws')), {
      headers: authorization ? { authorization } : {},
    });
    if (isAgent) agentSockets.add(near);
    const waiting: { data: WebSocket.RawData; isBinary: boolean }[] = [];
    near.on('message', (data: Buffer, isBinary) => {
      if (isAgent) tap.fromWorkers.push({ connection, message: WorkerMessage.fromBinary(data).message });
      if (far.readyState === WebSocket.OPEN) far.send(data, { binary: isBinary });
      else waiting.push({ data, isBinary });
    });
    far.on('open', () => {
      for (const { data, isBinary } of waiting.splice(0)) far.send(data, { binary: isBinary });
    });
    far.on('message', (data: Buffer, isBinary) => {
      if (isAgent) tap.fromServer.push({ connection, message: ServerMessage.fromBinary(data).message });
      if (!(isAgent && tap.mute)) near.send(data, { binary: isBinary });
    });
    near.on('close', () => far.terminate());
    near.on('error', () => far.terminate());
    far.on('close', () => near.terminate());
    far.on('error', () => near.terminate());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const tap: LivekitTap = {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    fromWorkers: [],
    fromServer: [],
    mute: false,
    cut() {
      for (const socket of agentSockets) socket.terminate();
      agentSockets.clear();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return tap;
}
