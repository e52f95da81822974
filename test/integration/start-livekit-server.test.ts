import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RoomServiceClient } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { startLivekitServer } from '../../server/dev/livekit-server.ts';

const cache = join(import.meta.dirname, '..', '..', '.parley', 'bin');
const scratch = () => mkdtempSync(join(tmpdir(), 'parley-livekit-'));

test('three livekit-servers started at once each answer with their own keys, and leave nothing behind', async () => {
  const servers = await Promise.all([1, 2, 3].map(() => startLivekitServer({ dataDir: scratch(), binDir: cache })));
  expect(new Set(servers.map((server) => server.port)).size).toBe(3);
  for (const server of servers) {
    const rooms = new RoomServiceClient(server.url.replace('ws', 'http'), server.apiKey, server.apiSecret);
    await rooms.createRoom({ name: 'a-room' });
    expect((await rooms.listRooms()).map((room) => room.name)).toEqual(['a-room']);
  }
  await Promise.all(servers.map((server) => server.stop()));
  for (const server of servers) expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
});

test('a preferred port that is taken is replaced by a free one', async () => {
  await using first = disposable(await startLivekitServer({ dataDir: scratch(), binDir: cache }));
  await using second = disposable(
    await startLivekitServer({ dataDir: scratch(), binDir: cache, port: first.server.port }),
  );
  expect(second.server.port).not.toBe(first.server.port);
});

test('livekit-server ends when the process that started it is killed outright', async () => {
  const script = `
    import { startLivekitServer } from ${JSON.stringify(join(import.meta.dirname, '../../server/dev/livekit-server.ts'))};
    const server = await startLivekitServer({ dataDir: ${JSON.stringify(scratch())}, binDir: ${JSON.stringify(cache)} });
    console.log(server.pid);
    process.kill(process.pid, 'SIGKILL');`;
  let printed = '';
  try {
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  } catch (error) {
    printed = String((error as { stdout: string }).stdout);
  }
  const pid = Number(printed.trim());
  expect(pid).toBeGreaterThan(1);
  await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const disposable = (server: Awaited<ReturnType<typeof startLivekitServer>>) => ({
  server,
  [Symbol.asyncDispose]: () => server.stop(),
});
