import { execFileSync } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RoomServiceClient } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { startLocalStack } from '../../server/dev/local-stack.ts';
import { startStack, temporaryDataFolder } from '../support/stack.ts';

const program = (name: string) => join(import.meta.dirname, '..', 'support', 'programs', `${name}.ts`);
const standIns = { 'tool-worker': program('obedient'), worker: program('obedient'), server: program('status-page') };

function isAlive(pid: number | undefined): boolean {
  try {
    process.kill(pid ?? -1, 0);
    return true;
  } catch {
    return false;
  }
}

const PARTS = ['livekit', 'chroma', 'tool-worker', 'server', 'worker'] as const;

test('all five parts start, are told of each other, and end together', async () => {
  const stack = await startStack({ programs: standIns });
  const pids = PARTS.map((part) => stack.pid(part));
  expect(pids.every(isAlive)).toBe(true);

  const environment = (await (await fetch(`${stack.pageUrl}/environment`)).json()) as Record<string, string>;
  expect(environment.LIVEKIT_URL).toBe(stack.livekit.url);
  expect(environment.CHROMA_URL).toBe(stack.chromaUrl);
  expect(environment.PARLEY_TOOL_WORKER_URL).toBe(stack.toolWorkerUrl);
  expect(environment.PARLEY_DATA_DIR).toBe(stack.data.root);
  expect(environment.PARLEY_API_KEYS).toMatch(/^local:.{32}$/);
  const rooms = new RoomServiceClient(stack.livekit.url, environment.LIVEKIT_API_KEY, environment.LIVEKIT_API_SECRET);
  expect(await rooms.listRooms()).toEqual([]);

  await stack.stop();
  expect(pids.map(isAlive)).toEqual([false, false, false, false, false]);
});

test('a part that dies is started again under the same address', async () => {
  await using stack = await startStack({ parts: ['server'], programs: standIns });
  const first = stack.pid('server');
  await fetch(`${stack.pageUrl}/crash`).catch(() => {});
  await expect
    .poll(async () => (await fetch(`${stack.pageUrl}/api/status`).catch(() => undefined))?.ok, { timeout: 20_000 })
    .toBe(true);
  expect(stack.pid('server')).not.toBe(first);
});

test('livekit-server that is killed comes back on its port with the same keys', async () => {
  await using stack = await startStack({ parts: ['livekit'] });
  process.kill(stack.pid('livekit') ?? 0, 'SIGKILL');
  const rooms = new RoomServiceClient(stack.livekit.url, stack.livekit.apiKey, stack.livekit.apiSecret);
  await expect.poll(() => rooms.listRooms().catch(() => 'down'), { timeout: 20_000 }).toEqual([]);
});

test('a part that keeps dying is given up with a sentence', async () => {
  const given = Promise.withResolvers<string>();
  await using _stack = await startStack({
    parts: ['worker'],
    programs: { worker: program('crashing') },
    onGivenUp: (part, sentence) => given.resolve(`${part}: ${sentence}`),
  });
  expect(await given.promise).toBe('worker: worker ended with code 3, 6 times within 60 s: it is not started again.');
}, 20_000);

test('a Chroma that cannot start at first is told once and runs when it can', async () => {
  const { data, remove } = temporaryDataFolder();
  writeFileSync(data.chroma, 'a file where its folder should be');
  await using stack = await startLocalStack({ env: {}, data, parts: ['chroma'] });
  expect(stack.problems).toEqual([
    expect.stringMatching(/It is tried again by itself; until it runs, memory is ranked/),
  ]);
  expect(stack.pid('chroma')).toBeUndefined();
  rmSync(data.chroma);
  const heartbeat = () => fetch(`${stack.chromaUrl}/api/v2/heartbeat`).catch(() => undefined);
  await expect.poll(async () => (await heartbeat())?.ok, { timeout: 20_000 }).toBe(true);
  await stack.stop();
  remove();
});

test('a part that refuses to start is named with its own words, and nothing else stays running', async () => {
  await expect(startStack({ programs: { ...standIns, worker: program('refusing') } })).rejects.toThrow(
    /worker ended with code 1 before it was ready.*\nPARLEY_ENDPOINTING_MS="soon" is not usable/s,
  );
});

test('parts whose addresses are given are not started', async () => {
  await using stack = await startStack({
    programs: standIns,
    env: {
      LIVEKIT_URL: 'ws://192.0.2.1:7880',
      LIVEKIT_API_KEY: 'theirs',
      LIVEKIT_API_SECRET: 'their secret',
      CHROMA_URL: 'http://192.0.2.1:8000',
    },
  });
  expect([stack.pid('livekit'), stack.pid('chroma')]).toEqual([undefined, undefined]);
  expect(stack.livekit).toEqual({ url: 'ws://192.0.2.1:7880', apiKey: 'theirs', apiSecret: 'their secret' });
  expect(stack.env.CHROMA_URL).toBe('http://192.0.2.1:8000');
});

test('secrets are made once and only their owner can read them', async () => {
  await using stack = await startStack({ parts: [] });
  for (const name of ['livekit-api-key', 'livekit-api-secret', 'internal-token', 'api-key']) {
    expect((statSync(join(stack.data.secrets, name)).mode & 0o777).toString(8)).toBe('600');
  }
});

test('every process ends when the one that started them is killed outright', async () => {
  const script = `
    import { startStack } from ${JSON.stringify(join(import.meta.dirname, '../support/stack.ts'))};
    const stack = await startStack({ programs: ${JSON.stringify(standIns)} });
    console.log(${JSON.stringify(PARTS)}.map((part) => stack.pid(part)).join(' '));
    process.kill(process.pid, 'SIGKILL');`;
  let printed = '';
  try {
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  } catch (error) {
    printed = String((error as { stdout: string }).stdout);
  }
  const pids = printed.trim().split(' ').map(Number);
  expect(pids).toHaveLength(5);
  await expect.poll(() => pids.filter(isAlive), { timeout: 20_000 }).toEqual([]);
});
