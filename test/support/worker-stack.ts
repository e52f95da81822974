/** A real livekit-server with our worker in this process and fake hosts in theirs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentDispatchClient, RoomServiceClient } from 'livekit-server-sdk';
import type { CallInbox } from '../../agents/log/call-inbox.ts';
import type { EventLog } from '../../agents/log/event-log.ts';
import { createInMemoryCallInbox } from '../../agents/log/in-memory-call-inbox.ts';
import { createInMemoryEventLog } from '../../agents/log/in-memory-event-log.ts';
import { type WorkerOptions, WorkerProcess } from '../../agents/worker/worker-process.ts';
import { type LivekitServer, startLivekitServer } from '../../server/dev/livekit-server.ts';
import { type LinesLog, linesLog } from './lines-log.ts';

export const FAKE_HOST = join(import.meta.dirname, 'fake-host.ts');
const BIN = join(import.meta.dirname, '..', '..', '.parley', 'bin');

export interface LivekitStack {
  server: LivekitServer;
  rooms: RoomServiceClient;
  dispatches: AgentDispatchClient;
  /** Stops it and starts it again on the same port with the same keys. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLivekit(): Promise<LivekitStack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-livekit-'));
  let server = await startLivekitServer({ dataDir, binDir: BIN });
  const http = server.url.replace('ws', 'http');
  const { apiKey, apiSecret, port } = server;
  return {
    get server() {
      return server;
    },
    rooms: new RoomServiceClient(http, apiKey, apiSecret),
    dispatches: new AgentDispatchClient(http, apiKey, apiSecret),
    async restart() {
      await server.stop();
      server = await startLivekitServer({ dataDir, binDir: BIN, port, keys: { apiKey, apiSecret } });
      if (server.port !== port) throw new Error(`livekit-server came back on port ${server.port} instead of ${port}.`);
    },
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export interface WorkerStack {
  worker: WorkerProcess;
  log: LinesLog;
  callLog: EventLog;
  inbox: CallInbox;
  stop(): Promise<void>;
}

export async function startWorker(
  livekit: LivekitStack,
  options: Partial<WorkerOptions> = {},
  callLog: EventLog = createInMemoryEventLog(),
): Promise<WorkerStack> {
  const { url, apiKey, apiSecret } = livekit.server;
  const log = linesLog();
  const inbox = createInMemoryCallInbox();
  const worker = new WorkerProcess(
    {
      url,
      apiKey,
      apiSecret,
      agentName: 'parley',
      version: 'test',
      hostFile: FAKE_HOST,
      hosts: 2,
      callsPerHost: 10,
      cores: 2,
      statusPort: 0,
      drainMs: 5_000,
      ...options,
    },
    { callLog, inbox, log },
  );
  await worker.start();
  return { worker, log, callLog, inbox, stop: () => worker.cutShort() };
}
