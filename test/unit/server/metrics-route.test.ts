/** /metrics: the figures of every host, from the log. */
import { expect, test, vi } from 'vitest';
import { createInMemoryEventLog } from '../../../agents/log/in-memory-event-log.ts';
import { METRICS } from '../../../agents/trace/metrics.ts';
import { boundedLabel } from '../../../server/metrics/bounded-label.ts';
import { eventsOf, logCall, STARTED } from './logged-call.ts';
import { testApp, withKey } from './test-app.ts';

/** Only whether it happens matters here, not how busy the machine is. */
const PATIENTLY = { timeout: 20_000 };
const scrape = async (app: Awaited<ReturnType<typeof testApp>>, headers: Record<string, string> = {}) =>
  (await app.inject({ url: '/metrics', headers })).body;

test('what is logged after the start is counted once, whatever host it happened in', async () => {
  const eventLog = createInMemoryEventLog();
  await logCall(eventLog, 'before');
  await using app = await testApp({}, { eventLog });
  await scrape(app);
  await logCall(eventLog, 'call-1');
  await logCall(eventLog, 'call-2', false);
  const text = await vi.waitFor(async () => {
    const latest = await scrape(app);
    expect(latest).toContain('agent_log_events_total 25');
    return latest;
  }, PATIENTLY);
  for (const line of [
    'agent_requests_total{agent="companion",source="speech"} 2',
    'agent_latency_seconds_sum{stage="turn.ear"} 1.01',
    'agent_latency_seconds_bucket{le="0.6",stage="turn.ear"} 2',
    'agent_errors_total{where="recall",what="degraded"} 2',
    'agent_token_usage{provider="openai gpt-4.1-mini",kind="input"} 240',
    'agent_token_usage{provider="openai gpt-4.1-mini",kind="output"} 18',
    'agent_cost_dollars{provider="openai gpt-4.1-mini"} 0.004',
    'agent_unpriced_uses_total{provider="local:flite"} 2',
    'agent_characters_total{provider="local:flite"} 50',
    'agent_calls_started_total{agent="companion"} 2',
    'agent_calls_ended_total{agent="companion",outcome="completed"} 1',
    'agent_calls_live 1',
    'agent_interruptions_total{agent="companion"} 2',
    'agent_tool_calls_total{tool="arithmetic",outcome="ok"} 2',
  ])
    expect(text).toContain(line);
});

test('every metric of the list is there, with its meaning, and no content of a call is', async () => {
  const eventLog = createInMemoryEventLog();
  await using app = await testApp({}, { eventLog });
  await logCall(eventLog, 'call-1');
  const text = await scrape(app);
  for (const { name, help } of Object.values(METRICS)) expect(text).toContain(`# HELP ${name} ${help}`);
  expect(text).not.toContain('Martin');
});

test('HTTP requests are counted by route and never by address', async () => {
  await using app = await testApp();
  await app.inject({ url: '/api/calls/secret-id', headers: withKey });
  const text = await scrape(app);
  expect(text).toContain('agent_http_requests_total{method="GET",route="/api/calls/:id",status="404"} 1');
  expect(text).not.toContain('secret-id');
});

test('in production the figures need a key', async () => {
  await using app = await testApp({ PARLEY_ENV: 'production' });
  expect((await app.inject('/metrics')).statusCode).toBe(401);
  expect(await scrape(app, withKey)).toContain('agent_server_process_cpu_seconds_total');
});

test('a log that fails for a while is followed on from where it was', async () => {
  const real = createInMemoryEventLog();
  let failures = 0;
  await using app = await testApp(
    {},
    {
      eventLog: {
        ...real,
        subscribe(target, after, signal) {
          failures += 1;
          if (failures === 1) throw new Error('The disk is gone.');
          return real.subscribe(target, after, signal);
        },
      },
    },
  );
  await real.append('call-1', undefined, eventsOf('call-1', [STARTED]));
  await vi.waitFor(
    async () => expect(await scrape(app)).toContain('agent_calls_started_total{agent="companion"} 1'),
    PATIENTLY,
  );
});

test('names that never stop coming count under one', () => {
  const label = boundedLabel(2);
  expect(['a', 'b', 'c', 'a', 'd'].map(label)).toEqual(['a', 'b', 'other', 'a', 'other']);
});
