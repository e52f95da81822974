/** Whether a call would be answered: every part asked, none believed for long, none waited for without end. */
import { createServer } from 'node:http';
import { expect, test, vi } from 'vitest';
import { judgeStatus } from '../../../server/status/judge-status.ts';
import { statusProbes } from '../../../server/status/probes.ts';
import { monitorStatus, type StatusProbe } from '../../../server/status/status-monitor.ts';
import { AGENTS, testApp, testContext } from './test-app.ts';

const never = new AbortController().signal;
const probe = (name: StatusProbe['name'], state: 'ok' | 'degraded' | 'missing', detail?: string): StatusProbe => ({
  name,
  check: async () => ({ state, ...(detail === undefined ? {} : { detail }) }),
});

test('a call would be answered when nothing is missing', async () => {
  const status = await monitorStatus([probe('livekit', 'ok'), probe('worker', 'ok')], () => 0).now(never);
  expect(status).toEqual({
    ready: true,
    missing: [],
    degraded: [],
    parts: [
      { name: 'livekit', state: 'ok' },
      { name: 'worker', state: 'ok' },
    ],
  });
});

test('each missing part has its sentence, and a vector index that is down only makes it less good', () => {
  const status = judgeStatus([
    { name: 'worker', answer: { state: 'missing' } },
    { name: 'livekit', answer: { state: 'missing', detail: 'LiveKit is on holiday.' } },
    { name: 'vector-index', answer: { state: 'missing' } },
  ]);
  expect(status.ready).toBe(false);
  expect(status.missing).toEqual(['No worker is registered: calls would not be answered.', 'LiveKit is on holiday.']);
  expect(status.degraded).toEqual(['The vector index does not answer: memory is ranked by words only.']);
});

test('a part that throws is missing, and one that hangs is after its deadline', async () => {
  vi.useFakeTimers();
  try {
    const probes: StatusProbe[] = [
      { name: 'livekit', check: async () => Promise.reject(new Error('Connection refused.')) },
      { name: 'worker', check: () => new Promise(() => {}) },
    ];
    const asked = monitorStatus(probes, () => 0).now(never);
    await vi.advanceTimersByTimeAsync(3500);
    expect((await asked).missing).toEqual(['Connection refused.', 'worker did not answer within 3500 ms.']);
  } finally {
    vi.useRealTimers();
  }
});

test('a thousand askers ask each part once a second', async () => {
  let asked = 0;
  let nowMs = 0;
  const counting: StatusProbe = { name: 'livekit', check: async () => ({ state: ++asked > 0 ? 'ok' : 'missing' }) };
  const monitor = monitorStatus([counting], () => nowMs);
  await Promise.all(Array.from({ length: 1000 }, () => monitor.now(never)));
  expect(asked).toBe(1);
  nowMs = 1001;
  await monitor.now(never);
  expect(asked).toBe(2);
});

test('worker, tool-worker, page, catalog and index are asked where they are', async () => {
  const answers: Record<string, { status: number; body: object }> = {
    '/worker': { status: 200, body: { ready: true, registered: true, calls: 3 } },
    '/tools/healthz': { status: 200, body: { ready: true, degraded: ['No voice is installed.'] } },
  };
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''] ?? { status: 404, body: {} };
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  try {
    const { config, eventLog } = await testContext({
      PARLEY_WORKER_STATUS_URL: `${base}/worker`,
      PARLEY_TOOL_WORKER_URL: `${base}/tools`,
    });
    const memory = {
      status: async () => ({
        records: 5,
        users: 1,
        waitingForIndex: 2,
        index: 'down' as const,
        indexProblem: 'refused',
        ranking: 'blended' as const,
        embeddingModel: 'm',
      }),
    };
    const ask = (names: string[], agents: { list(): typeof AGENTS; problems?(): Promise<string[]> }) =>
      monitorStatus(
        statusProbes({ config, livekit: { check: async () => {} }, agents, eventLog, memory }).filter(({ name }) =>
          names.includes(name),
        ),
        () => 0,
      ).now(never);

    const all = await ask(['livekit', 'worker', 'tool-worker', 'web-client', 'agents', 'event-log', 'vector-index'], {
      list: () => AGENTS,
      problems: async () => ['clark.agent.ts has a mistake.'],
    });
    expect(all.missing).toEqual(['The page is not built.']);
    expect(all.degraded).toEqual([
      'No voice is installed.',
      'clark.agent.ts has a mistake.',
      'The vector index does not answer (refused): memory is ranked by words only.',
    ]);
    expect(all.worker).toMatchObject({ registered: true, calls: 3 });

    answers['/worker'] = { status: 503, body: { ready: false, missing: ['Not registered with LiveKit yet.'] } };
    expect((await ask(['worker', 'agents'], { list: () => [] })).missing).toEqual([
      'Not registered with LiveKit yet.',
      'The catalog has no agent.',
    ]);
  } finally {
    server.close();
  }
  const { config, eventLog } = await testContext({ PARLEY_WORKER_STATUS_URL: base });
  const gone = statusProbes({
    config,
    livekit: { check: async () => {} },
    agents: { list: () => AGENTS },
    eventLog,
    memory: undefined,
  });
  const status = await monitorStatus(gone, () => 0).now(never);
  expect(status.missing.join(' ')).toContain('The worker does not answer at');
  expect(status.missing.join(' ')).toContain('PARLEY_TOOL_WORKER_URL is not set');
});

test('this process is ready when LiveKit and the log are, whatever the others are', async () => {
  const status = (livekit: 'ok' | 'missing') => ({
    status: monitorStatus([probe('livekit', livekit, 'No LiveKit.'), probe('worker', 'missing')], () => 0),
  });
  await using ready = await testApp({}, status('ok'));
  expect((await ready.inject('/readyz')).json()).toEqual({ ready: true, missing: [] });
  expect((await ready.inject('/api/status')).json()).toMatchObject({
    ready: false,
    missing: [expect.stringContaining('worker')],
  });
  await using unready = await testApp({}, status('missing'));
  const reply = await unready.inject('/readyz');
  expect([reply.statusCode, reply.json()]).toEqual([503, { ready: false, missing: ['No LiveKit.'] }]);
  expect((await unready.inject('/healthz')).json()).toEqual({ alive: true });
});
