import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unreachablePort } from '../doubles/unreachable-url.ts';
import { cleanCopy } from '../support/clean-copy.ts';
import { npmStart } from '../support/npm-start.ts';
import { startLivekit, temporaryDataFolder } from '../support/stack.ts';

let copy: ReturnType<typeof cleanCopy>;
beforeAll(() => {
  copy = cleanCopy();
});
afterAll(() => copy.remove());

const REASONABLE_MS = 90_000;

test(
  'from a clean copy: says what it chose, then ready; a call would be answered; one Ctrl-C leaves nothing',
  async () => {
    await using start = npmStart({ folder: copy.folder });
    const address = await start.ready;
    expect(start.output()).toMatch(/^hears with +\S+ \(.+\)$/m);
    expect(start.output()).toMatch(/^talks with +local:rules \(.+\)$/m);
    expect(await (await fetch(`${address}/api/status`)).json()).toMatchObject({ ready: true, missing: [] });
    expect(await (await fetch(address)).text()).toContain('<script type="module"');
    expect(start.processes().length).toBeGreaterThan(6);

    start.child.kill('SIGINT');
    expect(await start.exited).toBe(0);
    expect(start.processes()).toEqual([]);
  },
  REASONABLE_MS,
);

test(
  'a second one in the same data folder is refused with one sentence, and the first goes on',
  async () => {
    await using first = npmStart({ folder: copy.folder });
    const address = await first.ready;
    await using second = npmStart({ folder: copy.folder, dataDir: first.dataDir });
    expect(await second.exited).toBe(1);
    expect(second.output()).toMatch(/^Parley already runs from .+ \(process \d+\): stop it first/);
    expect((await fetch(`${address}/api/status`)).ok).toBe(true);
  },
  REASONABLE_MS,
);

test(
  'everything ends when it is killed outright',
  async () => {
    await using start = npmStart({ folder: copy.folder });
    await start.ready;
    start.child.kill('SIGKILL');
    await expect.poll(() => start.processes(), { timeout: 15_000 }).toEqual([]);
  },
  REASONABLE_MS,
);

test(
  'an existing LiveKit is used and not started',
  async () => {
    await using livekit = await startLivekit();
    await using start = npmStart({
      folder: copy.folder,
      env: { LIVEKIT_URL: livekit.url, LIVEKIT_API_KEY: livekit.apiKey, LIVEKIT_API_SECRET: livekit.apiSecret },
    });
    await start.ready;
    expect(start.output()).not.toContain('livekit-server');
  },
  REASONABLE_MS,
);

test(
  'a recognition model that is wished for and cannot be fetched is one sentence, and another ear hears',
  async () => {
    const { data, remove } = temporaryDataFolder();
    // A tester's own model is not to be found.
    rmSync(join(data.root, 'models'), { force: true });
    await using start = npmStart({
      folder: copy.folder,
      dataDir: data.root,
      env: { PARLEY_STT: 'local:sherpa', PARLEY_MODEL_HUB: `http://127.0.0.1:${await unreachablePort()}` },
    });
    await start.ready;
    expect(start.output().match(/The sherpa model could not be fetched: .+ cannot be reached \(.+\)\./g)).toHaveLength(
      1,
    );
    expect(start.output()).toMatch(/^hears with +local:pocketsphinx /m);
    start.child.kill('SIGINT');
    await start.exited;
    remove();
  },
  REASONABLE_MS,
);

test('a port that was asked for and is taken is one sentence', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await using start = npmStart({ folder: copy.folder, env: { PORT: String(port) } });
  expect(await start.exited).toBe(1);
  expect(start.output()).toBe(
    `Port ${port} is taken by another program: stop it, or start with PORT set to another number, or without PORT to get a free one.\n`,
  );
  taken.close();
});

test.each([
  [
    { PARLEY_ENDPONTING_MS: '200' },
    'PARLEY_ENDPONTING_MS is not a variable of Parley: did you mean PARLEY_ENDPOINTING_MS?',
  ],
  [
    { LIVEKIT_URL: 'ws://127.0.0.1:1' },
    'LIVEKIT_URL=ws://127.0.0.1:1 needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET of that server beside it.',
  ],
  [{ PARLEY_STT: 'deepgramm' }, 'deepgramm'],
  [{ PARLEY_LLM: 'openai' }, 'OPENAI_API_KEY'],
  [{ DATABASE_URL: 'postgres://me@db/x' }, 'DATABASE_URL=postgres:... is not usable: postgres is not supported.'],
  [{ PARLEY_MODEL_HUB: 'huggingface.co' }, 'PARLEY_MODEL_HUB="huggingface.co" is not usable'],
])('%o stops the start with a sentence', async (env, sentence) => {
  await using start = npmStart({ folder: copy.folder, env });
  expect(await start.exited).toBe(1);
  expect(start.output()).toContain(sentence);
  expect(start.output()).not.toMatch(/^\s+at /m);
});

test(
  'a wrong key of an existing LiveKit is said, with what to do',
  async () => {
    await using livekit = await startLivekit();
    await using start = npmStart({
      folder: copy.folder,
      env: {
        LIVEKIT_URL: livekit.url,
        LIVEKIT_API_KEY: livekit.apiKey,
        LIVEKIT_API_SECRET: 'not the secret of that server, but long',
      },
    });
    expect(await start.exited).toBe(1);
    expect(start.output()).toMatch(/LIVEKIT_API_(KEY|SECRET)/);
  },
  REASONABLE_MS,
);
