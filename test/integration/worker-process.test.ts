import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '../../server/dev/free-port.ts';
import { eventually } from '../support/eventually.ts';
import { startWorkerChild } from '../support/worker-child.ts';
import { FAKE_HOST, type LivekitStack, startLivekit } from '../support/worker-stack.ts';

const WORKER = join(import.meta.dirname, '..', '..', 'agents', 'worker.ts');
const status = z.object({
  ready: z.boolean(),
  registered: z.boolean(),
  calls: z.number(),
  load: z.number(),
  workerId: z.string(),
  hosts: z.array(z.object({ pid: z.number(), role: z.string() })),
});

let livekit: LivekitStack;
beforeAll(async () => {
  livekit = await startLivekit();
});
afterAll(() => livekit?.stop());

const start = (env: Record<string, string> = {}, deadlineMs = 30_000) =>
  startWorkerChild(
    WORKER,
    [FAKE_HOST],
    {
      LIVEKIT_URL: livekit.server.url,
      LIVEKIT_API_KEY: livekit.server.apiKey,
      LIVEKIT_API_SECRET: livekit.server.apiSecret,
      PARLEY_DATA_DIR: mkdtempSync(join(tmpdir(), 'parley-worker-')),
      PARLEY_HOSTS: '2',
      ...env,
    },
    deadlineMs,
  );
const isGone = (pid: number) => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};
const hostPids = async (url: unknown) =>
  status.parse(await (await fetch(String(url))).json()).hosts.map((host) => host.pid);

describe('the worker program', () => {
  it('says where its status is, and serves it with its metrics', async () => {
    const port = await freePort();
    const worker = await start({ PARLEY_WORKER_PORT: String(port) });
    expect(worker.ready.statusUrl).toBe(`http://127.0.0.1:${port}`);
    const report = status.parse(await (await fetch(`http://127.0.0.1:${port}/`)).json());
    expect(report).toMatchObject({ ready: true, registered: true, calls: 0, load: 0 });
    expect(report.workerId).toMatch(/^AW_/);
    expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain('agent_worker_registered 1');
    await worker.stop();
  });

  it('ends with one sentence when LiveKit refuses the key', async () => {
    await expect(start({ LIVEKIT_API_SECRET: 'a-wrong-secret-that-is-long-enough-to-be-one' })).rejects.toThrow(
      /ended \(1\)[\s\S]*refuses the API key \\"key[0-9a-f]+\\" or its secret \(HTTP 401\): check LIVEKIT_API_KEY and LIVEKIT_API_SECRET/,
    );
  });

  it('ends with one sentence when its environment is malformed', async () => {
    await expect(start({ LIVEKIT_URL: 'localhost:7880' })).rejects.toThrow('is not a URL that starts with ws://');
    await expect(start({ PARLEY_HOSTS: 'many' })).rejects.toThrow('PARLEY_HOSTS=');
  });

  it('waits for a LiveKit that is not there yet, and says so', async () => {
    const port = await freePort();
    await expect(start({ LIVEKIT_URL: `ws://127.0.0.1:${port}` }, 8_000)).rejects.toThrow(
      /not ready within 8000 ms[\s\S]*cannot be reached \(.*ECONNREFUSED/,
    );
  });

  it('is gone with all its hosts when its supervisor dies', async () => {
    const worker = await start();
    const pids = await hostPids(worker.ready.statusUrl);
    expect(pids).toHaveLength(2);
    worker.disconnect();
    await worker.exited;
    await eventually('the hosts to be gone', () => pids.every(isGone));
  });

  it('leaves no host behind when it is killed', async () => {
    const worker = await start();
    const pids = await hostPids(worker.ready.statusUrl);
    process.kill(worker.pid, 'SIGKILL');
    await worker.exited;
    await eventually('the hosts to be gone', () => pids.every(isGone));
  });
});
