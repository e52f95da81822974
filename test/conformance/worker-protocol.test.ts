import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorkerChild } from '../support/worker-child.ts';
import { FAKE_HOST } from '../support/worker-stack.ts';
import { workerProtocolSuite } from './worker-protocol.ts';

const root = join(import.meta.dirname, '..', '..');
const environment = (livekit: { url: string; apiKey: string; apiSecret: string }) => ({
  LIVEKIT_URL: livekit.url,
  LIVEKIT_API_KEY: livekit.apiKey,
  LIVEKIT_API_SECRET: livekit.apiSecret,
});

workerProtocolSuite({
  name: 'our worker',
  start: (livekit, agentName, calls) =>
    startWorkerChild(join(root, 'agents', 'worker.ts'), [FAKE_HOST], {
      ...environment(livekit),
      PARLEY_AGENT_NAME: agentName,
      PARLEY_DATA_DIR: mkdtempSync(join(tmpdir(), 'parley-worker-')),
      ...(calls === undefined ? { PARLEY_HOSTS: '2' } : { PARLEY_HOSTS: '1', PARLEY_CALLS_PER_HOST: String(calls) }),
    }),
});

workerProtocolSuite({
  name: "the framework's worker",
  start: (livekit, agentName, calls) =>
    startWorkerChild(
      join(root, 'test', 'support', 'framework-worker.ts'),
      [mkdtempSync(join(tmpdir(), 'framework-worker-')), agentName, String(calls ?? '')],
      environment(livekit),
    ),
});
