/** The server's side of the worker protocol under a test's control: for what a real livekit-server does too rarely. */
import type { AddressInfo } from 'node:net';
import { Job, ServerMessage, WorkerMessage } from '@livekit/protocol';
import { WebSocketServer } from 'ws';

export interface ScriptedLivekit {
  url: string;
  said: WorkerMessage['message'][];
  /** While true it answers nothing, and keeps the socket open. */
  silent: boolean;
  offer(jobId: string): void;
  assign(jobId: string): void;
  garbage(): void;
  cut(): void;
  close(): Promise<void>;
}

export async function startScriptedLivekit(): Promise<ScriptedLivekit> {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/agent' });
  await new Promise((resolve) => sockets.once('listening', resolve));
  const send = (message: ServerMessage['message']) => {
    if (livekit.silent) return;
    for (const socket of sockets.clients) socket.send(new ServerMessage({ message }).toBinary());
  };
  let workers = 0;
  sockets.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const { message } = WorkerMessage.fromBinary(data);
      livekit.said.push(message);
      if (message.case === 'register')
        send(new ServerMessage({ message: { case: 'register', value: { workerId: `W${++workers}` } } }).message);
      if (message.case === 'ping')
        send(
          new ServerMessage({
            message: { case: 'pong', value: { lastTimestamp: message.value.timestamp, timestamp: BigInt(Date.now()) } },
          }).message,
        );
    });
  });
  const job = (id: string) => new Job({ id, room: { name: `room-${id}`, sid: `RM_${id}` } });
  const livekit: ScriptedLivekit = {
    url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`,
    said: [],
    silent: false,
    offer: (jobId) =>
      send(new ServerMessage({ message: { case: 'availability', value: { job: job(jobId) } } }).message),
    assign: (jobId) =>
      send(new ServerMessage({ message: { case: 'assignment', value: { job: job(jobId), token: 'token' } } }).message),
    garbage() {
      for (const socket of sockets.clients) socket.send(Buffer.from([0xff, 0xff, 0xff, 0xff, 1, 2, 3]));
    },
    cut() {
      for (const socket of sockets.clients) socket.terminate();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        sockets.close(() => resolve());
      }),
  };
  return livekit;
}
