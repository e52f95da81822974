/** Files for a live call: encrypted on disk, the call told, and what cannot be taken refused. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadFile, MAX_FILE_BYTES, MAX_FILES_PER_CALL, removeCallFiles } from '../../../agents/files/file-store.ts';
import { createInMemoryCallInbox } from '../../../agents/log/in-memory-call-inbox.ts';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { connectLiveKit } from '../../../server/livekit.ts';
import { logCall } from './logged-call.ts';
import { LIVEKIT_KEY, LIVEKIT_SECRET, testApp, withKey } from './test-app.ts';

async function appWithLiveCall() {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-files-'));
  const eventLog = createInMemoryEventLog();
  await logCall(eventLog, 'live', false);
  await logCall(eventLog, 'over');
  const inbox = createInMemoryCallInbox();
  const url = 'ws://127.0.0.1:1';
  const real = connectLiveKit({ url, apiKey: LIVEKIT_KEY, apiSecret: LIVEKIT_SECRET, agentName: 'parley' });
  const livekit = { ...real, ring: async () => {} };
  const app = await testApp({ PARLEY_DATA_DIR: dataDir }, { eventLog, inbox, livekit });
  const give = (path: string, payload: Buffer, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: `/api/calls/${path}`, payload, headers: { ...withKey, ...headers } });
  const close = app[Symbol.asyncDispose].bind(app);
  return Object.assign(app, {
    inbox,
    dataDir,
    give,
    stored: () => readdir(join(dataDir, 'files', 'live')).catch(() => []),
    async [Symbol.asyncDispose]() {
      await close();
      await rm(dataDir, { recursive: true, force: true });
    },
  });
}

test('a file lies encrypted in the data folder, and the command in the inbox opens it', async () => {
  await using app = await appWithLiveCall();
  const bytes = Buffer.from('Item,Price\nLamp,19.90\n');
  const reply = await app.give('live/files?name=stock.csv', bytes, { 'content-type': 'text/csv; charset=utf-8' });
  expect(reply.statusCode, reply.body).toBe(202);
  const [waiting] = await app.inbox.waiting(['live']);
  expect(waiting?.command).toMatchObject({
    type: 'file',
    id: reply.json().commandId,
    name: 'stock.csv',
    mediaType: 'text/csv',
    sizeBytes: bytes.length,
    from: 'tests',
  });
  const [onDisk = ''] = await app.stored();
  expect(await readFile(join(app.dataDir, 'files', 'live', onDisk), 'latin1')).not.toContain('Lamp');
  if (waiting?.command.type !== 'file') throw new Error('The command is no file.');
  const { signal } = new AbortController();
  expect(await loadFile(app.dataDir, 'live', waiting.command, signal)).toEqual(bytes);
  const otherKey = { ...waiting.command, key: Buffer.alloc(32).toString('base64') };
  await expect(loadFile(app.dataDir, 'live', otherKey, signal)).rejects.toThrow(/does not open/);
  await expect(loadFile(app.dataDir, 'live', { ...waiting.command, fileId: '../live' }, signal)).rejects.toThrow();
});

test.each([
  ['no key', 'live/files?name=a.txt', Buffer.from('a'), { authorization: '' }, 401],
  ['no name', 'live/files', Buffer.from('a'), {}, 400],
  ['an empty file', 'live/files?name=a.txt', Buffer.alloc(0), {}, 400],
  ['an unknown call', 'none/files?name=a.txt', Buffer.from('a'), {}, 404],
  ['a call that is over', 'over/files?name=a.txt', Buffer.from('a'), {}, 409],
  ['a file that is too large', 'live/files?name=a.txt', Buffer.alloc(MAX_FILE_BYTES + 1), {}, 413],
] as const)('%s is refused, and nothing stays on disk', async (_, path, payload, headers, status) => {
  await using app = await appWithLiveCall();
  const reply = await app.give(path, payload, { 'content-type': 'text/plain', ...headers });
  expect(reply.statusCode, reply.body).toBe(status);
  expect(await app.stored()).toEqual([]);
  expect(await app.inbox.waiting(['live'])).toEqual([]);
});

test('a sender who declares little and sends 100 MB is told so while it sends, and nothing stays', async () => {
  await using app = await appWithLiveCall();
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1;
      if (sent > 1_600) controller.close();
      else controller.enqueue(new Uint8Array(65_536));
    },
  });
  const request = { method: 'POST', body, headers: { ...withKey, 'content-type': 'text/plain' }, duplex: 'half' };
  const status = await fetch(`${address}/api/calls/live/files?name=a.txt`, request as RequestInit).then(
    (reply) => reply.status,
    // The connection may be cut while it still sends.
    () => 413,
  );
  expect(status).toBe(413);
  expect(sent).toBeLessThan(1_600);
  expect(await app.stored()).toEqual([]);
});

test('a call takes no more files than it may', async () => {
  await using app = await appWithLiveCall();
  const folder = join(app.dataDir, 'files', 'live');
  await mkdir(folder, { recursive: true });
  await Promise.all(Array.from({ length: MAX_FILES_PER_CALL }, (_, at) => writeFile(join(folder, String(at)), '')));
  const reply = await app.give('live/files?name=a.txt', Buffer.from('a'), { 'content-type': 'text/plain' });
  expect(reply.json().error).toMatchObject({ code: 'too_many_files' });
  await removeCallFiles(app.dataDir, 'live');
  expect((await app.give('live/files?name=a.txt', Buffer.from('a'))).statusCode).toBe(202);
});
