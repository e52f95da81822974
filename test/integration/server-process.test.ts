/** The server as a process, with a real livekit-server: its tokens connect, its dispatches arrive, its bell rings, it stops. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JobType, ServerMessage, WorkerMessage } from '@livekit/protocol';
import {
  AudioSource,
  dispose,
  LocalAudioTrack,
  Room,
  RoomEvent,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import { AccessToken, AgentDispatchClient, RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import type { z } from 'zod';
import { openSqliteCallInbox } from '../../agents/log/sqlite/sqlite-call-inbox.ts';
import { openSqliteEventLog } from '../../agents/log/sqlite/sqlite-event-log.ts';
import { callsReply } from '../../server/api/calls.ts';
import { statusReply } from '../../server/api/status.ts';
import { tokenReply } from '../../server/api/token.ts';
import { ensureCertificate } from '../../server/dev/certificate.ts';
import { freePort } from '../../server/dev/free-port.ts';
import { type LivekitServer, startLivekitServer } from '../../server/dev/livekit-server.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const KEY = 'integration-key-0123456789';
const withKey = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };

let folder: string;
let livekit: LivekitServer;
let server: ChildProcess;
let base: string;
let printed: { text: string };

/** Starts server/main.ts; `said` collects what it prints. */
function startServer(env: Record<string, string>) {
  const child = fork(path.join(ROOT, 'server/main.ts'), [], {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', ...env },
    silent: true,
  });
  const output = { text: '' };
  const collect = (chunk: Buffer) => {
    output.text += chunk.toString();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const ready = new Promise<string>((resolve, reject) => {
    child.once('message', (message: { type?: string; url?: string }) => resolve(message.url ?? ''));
    child.once('exit', (code) =>
      reject(new Error(`The server ended with ${code} before it was ready: ${output.text}`)),
    );
  });
  return { child, output, ready };
}

const environment = (port: number): Record<string, string> => ({
  PORT: String(port),
  LIVEKIT_URL: livekit.url,
  LIVEKIT_API_KEY: livekit.apiKey,
  LIVEKIT_API_SECRET: livekit.apiSecret,
  PARLEY_DATA_DIR: folder,
  PARLEY_API_KEYS: `tests:${KEY}`,
  PARLEY_AGENT_NAME: 'parley',
  LOG_LEVEL: 'warn',
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-server-process-'));
  const port = await freePort(0);
  livekit = await startLivekitServer({
    dataDir: folder,
    binDir: path.join(ROOT, '.parley/bin'),
    webhookUrl: `http://127.0.0.1:${port}/api/livekit/webhook`,
  });
  const started = startServer(environment(port));
  server = started.child;
  printed = started.output;
  base = await started.ready;
}, 60_000);

afterAll(async () => {
  if (server !== undefined && server.exitCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  await livekit?.stop();
  await dispose();
  await rm(folder, { recursive: true, force: true });
});

type Given = z.infer<typeof tokenReply>;
async function token(
  body: object,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<Given> {
  const reply = await fetch(`${base}/api/token`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(reply.status).toBe(201);
  return tokenReply.parse(await reply.json());
}
async function join({ server_url, participant_token }: Given): Promise<Room> {
  const room = new Room();
  await room.connect(server_url, participant_token, { autoSubscribe: true, dynacast: false });
  return room;
}

/** A worker that takes no job: resolves with the first it is offered. */
async function firstOffer(
  agentName: string,
): Promise<{ offered: Promise<{ room: string; metadata: string }>; close(): void }> {
  const access = new AccessToken(livekit.apiKey, livekit.apiSecret);
  access.addGrant({ agent: true });
  const socket = new WebSocket(`${livekit.url}/agent`, {
    headers: { authorization: `Bearer ${await access.toJwt()}` },
  });
  await once(socket, 'open');
  const registered = Promise.withResolvers<void>();
  const offered = Promise.withResolvers<{ room: string; metadata: string }>();
  socket.on('message', (data: Buffer) => {
    const { message } = ServerMessage.fromBinary(data);
    if (message.case === 'register') registered.resolve();
    if (message.case === 'availability')
      offered.resolve({ room: message.value.job?.room?.name ?? '', metadata: message.value.job?.metadata ?? '' });
  });
  socket.send(
    new WorkerMessage({
      message: { case: 'register', value: { type: JobType.JT_ROOM, agentName, version: '0', allowedPermissions: {} } },
    }).toBinary(),
  );
  await registered.promise;
  return { offered: offered.promise, close: () => socket.close() };
}

test('a browser joins with its token, under the identity of its cookie, and the agent it chose is dispatched to its room', async () => {
  const worker = await firstOffer('parley');
  try {
    const given = await token({
      participant_name: 'Martin',
      room_config: { agents: [{ agent_name: 'receptionist' }] },
    });
    const room = await join(given);
    try {
      expect(room.localParticipant?.identity).toMatch(/^user-/);
      expect(room.localParticipant?.name).toBe('Martin');
      const offer = await worker.offered;
      expect(offer.room).toBe(room.name);
      expect(JSON.parse(offer.metadata)).toEqual({ agent: 'receptionist' });
      const dispatches = await new AgentDispatchClient(
        livekit.url.replace('ws', 'http'),
        livekit.apiKey,
        livekit.apiSecret,
      ).listDispatch(room.name ?? '');
      expect(dispatches.map(({ agentName }) => agentName)).toEqual(['parley']);
    } finally {
      await room.disconnect();
    }
  } finally {
    worker.close();
  }
});

test('the token lets a caller speak and send data, and not call itself something else', async () => {
  const room = await join(await token({}));
  try {
    const source = new AudioSource(48_000, 1);
    const track = LocalAudioTrack.createAudioTrack('microphone', source);
    const publication = await room.localParticipant?.publishTrack(
      track,
      new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }),
    );
    expect(publication?.sid).toMatch(/^TR_/);
    await room.localParticipant?.publishData(new Uint8Array([1]), { reliable: true, topic: 'x' });
    // The client does not tell that the server refused; the server's own view does.
    await room.localParticipant?.setAttributes({ 'lk.agent.state': 'speaking' }).catch(() => undefined);
    const rooms = new RoomServiceClient(livekit.url.replace('ws', 'http'), livekit.apiKey, livekit.apiSecret);
    const seen = await rooms.getParticipant(room.name ?? '', room.localParticipant?.identity ?? '');
    expect([seen.name, seen.attributes, seen.permission?.canUpdateMetadata]).toEqual(['', {}, false]);
  } finally {
    await room.disconnect();
  }
});

test('the holder of a key joins the room and under the identity it names', async () => {
  const room = await join(
    await token(
      { room_name: 'boardroom', participant_identity: 'customer-17', participant_attributes: { plan: 'gold' } },
      withKey,
    ),
  );
  try {
    expect([room.name, room.localParticipant?.identity, room.localParticipant?.attributes]).toEqual([
      'boardroom',
      'customer-17',
      { plan: 'gold' },
    ]);
  } finally {
    await room.disconnect();
  }
});

test('a message to a call waits in its inbox, and a bell without sender or content rings in its room', async () => {
  const database = { file: path.join(folder, 'parley.db'), masterKeyFile: path.join(folder, 'secrets', 'master-key') };
  const eventLog = await openSqliteEventLog(database);
  const inbox = await openSqliteCallInbox(database);
  const room = await join(await token({ room_name: 'bell-room' }, withKey));
  try {
    const event = {
      type: 'call.started',
      v: 1,
      callId: 'call-bell',
      seq: 1,
      atMs: Date.now(),
      roomName: 'bell-room',
      jobId: 'j',
      agent: 'assistant',
      agentVersion: '1',
      models: {},
    } as const;
    await eventLog.append('call-bell', undefined, [event]);
    const rung = new Promise<{ bytes: number; topic: string | undefined; from: unknown }>((resolve) => {
      room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic) =>
        resolve({ bytes: payload.length, topic, from: participant }),
      );
    });
    const reply = await fetch(`${base}/api/calls/call-bell/messages`, {
      method: 'POST',
      headers: withKey,
      body: JSON.stringify({ text: 'Offer a refund.' }),
    });
    expect([reply.status, await reply.json()], printed.text).toEqual([
      202,
      { commandId: expect.any(String), rung: true },
    ]);
    expect(await rung).toEqual({ bytes: 0, topic: 'parley.bell', from: undefined });
    expect((await inbox.waiting(['call-bell'])).map(({ command }) => command)).toMatchObject([
      { type: 'message', text: 'Offer a refund.', from: 'tests' },
    ]);
    const { calls } = callsReply.parse(
      await (await fetch(`${base}/api/calls?status=live`, { headers: withKey })).json(),
    );
    expect(calls).toMatchObject([{ callId: 'call-bell', roomName: 'bell-room' }]);
    await vi.waitFor(
      async () =>
        expect(await (await fetch(`${base}/metrics`)).text()).toContain(
          'agent_calls_started_total{agent="assistant"} 1',
        ),
      { timeout: 20_000 },
    );
    const refused = await fetch(`${base}/api/calls?cursor=garbage`, { headers: withKey });
    expect(refused.status).toBe(400);
  } finally {
    await room.disconnect();
    await Promise.all([eventLog.close(), inbox.close()]);
  }
});

test('with an empty agent name the chosen agent still reaches the worker that takes every room', async () => {
  const started = startServer({ ...environment(0), PARLEY_AGENT_NAME: '' });
  const worker = await firstOffer('');
  try {
    const url = await started.ready;
    const body = JSON.stringify({ room_config: { agents: [{ agent_name: 'receptionist' }] } });
    const reply = await fetch(`${url}/api/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const room = await join(tokenReply.parse(await reply.json()));
    const offer = await worker.offered;
    await room.disconnect();
    expect(offer).toEqual({ room: room.name, metadata: JSON.stringify({ agent: 'receptionist' }) });
  } finally {
    worker.close();
    started.child.kill('SIGTERM');
    await once(started.child, 'exit');
  }
});

test('with a certificate it speaks HTTPS on the local network, and its cookie is for HTTPS only', async () => {
  const certificate = await ensureCertificate(path.join(folder, 'tls'), ['127.0.0.1']);
  const { certPath, keyPath } = certificate;
  const started = startServer({
    ...environment(0),
    PARLEY_TLS_CERT: certPath,
    PARLEY_TLS_KEY: keyPath,
    PARLEY_LAN: 'on',
  });
  try {
    const url = await started.ready;
    expect(url).toMatch(/^https:/);
    const options = { method: 'POST', ca: certificate.cert, servername: 'localhost', headers: { host: '192.168.7.7' } };
    const reply = await new Promise<{ status: number | undefined; cookie: string }>((resolve, reject) => {
      const outgoing = httpsRequest(`${url}/api/token`, options, (response) => {
        response.resume();
        resolve({ status: response.statusCode, cookie: String(response.headers['set-cookie']) });
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
    expect(reply).toEqual({ status: 201, cookie: expect.stringContaining('Secure') });
  } finally {
    started.child.kill('SIGTERM');
    await once(started.child, 'exit');
  }
});

test("LiveKit's own webhooks are believed", async () => {
  await vi.waitFor(
    async () =>
      expect(await (await fetch(`${base}/metrics`)).text()).toMatch(
        /agent_http_requests_total\{method="POST",route="\/api\/livekit\/webhook",status="200"\} [1-9]/,
      ),
    { timeout: 20_000 },
  );
});

test('the status names what is missing for a call, and LiveKit and the log are not', async () => {
  const status = statusReply.parse(await (await fetch(`${base}/api/status`)).json());
  expect(status.ready).toBe(false);
  expect(Object.fromEntries(status.parts.map(({ name, state }) => [name, state]))).toMatchObject({
    livekit: 'ok',
    'event-log': 'ok',
    agents: 'ok',
    worker: 'missing',
    'tool-worker': 'missing',
  });
  expect((await fetch(`${base}/readyz`)).status).toBe(200);
});

test('a taken port or a wrong setting ends the start with one sentence', async () => {
  const taken = startServer({ ...environment(Number(new URL(base).port)) });
  await expect(taken.ready).rejects.toThrow(/Port \d+ on 127\.0\.0\.1 is taken/);
  const misspelt = startServer({ ...environment(0), PARLEY_AGENTNAME: 'x' });
  await expect(misspelt.ready).rejects.toThrow('did you mean PARLEY_AGENT_NAME?');
});

test('it ends within seconds on SIGTERM and when its starter goes, with a live stream open', async () => {
  for (const end of ['SIGTERM', 'disconnect'] as const) {
    const started = startServer(environment(0));
    const url = await started.ready;
    const stream = await fetch(`${url}/api/calls/call-bell/events`, {
      headers: { ...withKey, accept: 'text/event-stream' },
    });
    expect(stream.status).toBe(200);
    const startedMs = performance.now();
    if (end === 'SIGTERM') started.child.kill('SIGTERM');
    else started.child.disconnect();
    const [code] = await once(started.child, 'exit');
    expect([code, performance.now() - startedMs < 8000], started.output.text).toEqual([0, true]);
    await stream.body?.cancel().catch(() => undefined);
  }
});
