import { JobStatus, type WorkerMessage, WorkerStatus } from '@livekit/protocol';
import { afterEach, expect, it, vi } from 'vitest';
import { WorkerProtocolClient } from '../../../agents/worker/protocol-client.ts';
import { eventually } from '../../support/eventually.ts';
import { linesLog } from '../../support/lines-log.ts';
import { type ScriptedLivekit, startScriptedLivekit } from '../../support/scripted-livekit.ts';

let livekit: ScriptedLivekit;
let client: WorkerProtocolClient | undefined;
afterEach(async () => {
  vi.useRealTimers();
  client?.close();
  await livekit.close();
});

const handlers = () => ({
  load: vi.fn(() => ({ load: 5, full: false, calls: 0 })),
  offered: vi.fn(async () => ({ identity: 'agent-1', name: '', metadata: '', attributes: {} })),
  assigned: vi.fn(),
  assignmentLost: vi.fn(),
  terminated: vi.fn(),
  registered: vi.fn(),
  disconnected: vi.fn(),
  connectFailed: vi.fn(),
});
const connect = async (timing = {}) => {
  livekit = await startScriptedLivekit();
  const given = handlers();
  client = new WorkerProtocolClient(
    {
      url: livekit.url,
      apiKey: 'key',
      apiSecret: 'a secret that is long enough for a signature',
      agentName: 'parley',
      version: '1',
      timing: { reconnect: { firstMs: 10, maxMs: 20 }, ...timing },
    },
    given,
    linesLog(),
  );
  client.start();
  await eventually('a registration', () => given.registered.mock.calls.length > 0);
  return { client, given };
};
const said = <C extends WorkerMessage['message']['case']>(kind: C) =>
  livekit.said.filter((message) => message.case === kind);
const statuses = () =>
  livekit.said.flatMap((message) =>
    message.case === 'updateJob' ? [[message.value.jobId, message.value.status, message.value.error]] : [],
  );

it('never reports a load above 0.99', async () => {
  await connect();
  await eventually('a report', () => said('updateWorker').length > 0);
  for (const message of livekit.said)
    if (message.case === 'updateWorker') expect(message.value.load).toBeCloseTo(0.99, 5);
});

/** Pings, load reports and the clock they read stand still until the test moves them; sockets are real. */
const stopTheClock = () => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
const registrations = () => said('register').length;

it('registers again when LiveKit falls silent without closing the socket, and names the calls that still run', async () => {
  stopTheClock();
  const { given } = await connect();
  livekit.offer('j1');
  await eventually('the answer', () => said('availability').length > 0);
  livekit.assign('j1');
  await eventually('the assignment', () => given.assigned.mock.calls.length > 0);
  livekit.silent = true;
  vi.advanceTimersByTime(14_000);
  await eventually('a ping on the first socket', () => said('ping').length === 2);
  expect(given.disconnected).not.toHaveBeenCalled();
  livekit.silent = false;
  vi.advanceTimersByTime(1_000);
  await eventually('a second registration', () => given.registered.mock.calls.length === 2);
  expect(given.disconnected).toHaveBeenCalledTimes(1);
  await eventually('word of the calls', () => said('migrateJob').length > 0);
  expect(livekit.said.flatMap((message) => (message.case === 'migrateJob' ? message.value.jobIds : []))).toEqual([
    'j1',
  ]);
});

it('connects again when its registration is never confirmed, although its pings are answered', async () => {
  stopTheClock();
  const { given } = await connect();
  livekit.silent = true;
  livekit.cut();
  await eventually('a registration that nobody confirms', () => registrations() === 2);
  livekit.silent = false;
  vi.advanceTimersByTime(5_000);
  await eventually('a ping', () => said('ping').length === 1);
  expect(given.registered).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(5_000);
  await eventually('a third registration', () => given.registered.mock.calls.length === 2);
  expect(registrations()).toBe(3);
});

it('reports each end once, and after reconnecting when LiveKit was away', async () => {
  const { client, given } = await connect();
  for (const job of ['j1', 'j2']) {
    livekit.offer(job);
    await eventually('the answer', () =>
      livekit.said.some((message) => message.case === 'availability' && message.value.jobId === job),
    );
    livekit.assign(job);
  }
  await eventually('both assignments', () => given.assigned.mock.calls.length === 2);
  client.jobEnded('j1', 'failed', 'It broke.');
  client.jobEnded('j1', 'success', '');
  await eventually('the first end', () => statuses().length === 3);
  livekit.cut();
  await eventually('the loss', () => given.disconnected.mock.calls.length > 0);
  client.jobEnded('j2', 'success', '');
  await eventually('both ends', () => statuses().length === 4, { explain: () => JSON.stringify(statuses()) });
  expect(statuses()).toEqual([
    ['j1', JobStatus.JS_RUNNING, ''],
    ['j2', JobStatus.JS_RUNNING, ''],
    ['j1', JobStatus.JS_FAILED, 'It broke.'],
    ['j2', JobStatus.JS_SUCCESS, ''],
  ]);
});

it('frees the place of an accepted job that is never assigned, and ignores the assignment when it comes too late', async () => {
  const { given } = await connect({ assignmentMs: 30 });
  livekit.offer('j1');
  await eventually('the loss', () => given.assignmentLost.mock.calls.length > 0);
  livekit.assign('j1');
  livekit.offer('j2');
  await eventually('the second answer', () => said('availability').length === 2);
  expect(given.assigned).not.toHaveBeenCalled();
});

it('rejects what cannot be judged, and everything while it drains', async () => {
  const { client, given } = await connect();
  given.offered.mockRejectedValueOnce(new Error('broken'));
  livekit.offer('j1');
  await eventually('the answer', () => said('availability').length === 1);
  client.drain();
  livekit.offer('j2');
  await eventually('the second answer', () => said('availability').length === 2);
  expect(livekit.said.flatMap((message) => (message.case === 'availability' ? [message.value.available] : []))).toEqual(
    [false, false],
  );
  expect(
    livekit.said.some((message) => message.case === 'updateWorker' && message.value.status === WorkerStatus.WS_FULL),
  ).toBe(true);
});

it('survives a message it cannot read', async () => {
  const { given } = await connect();
  livekit.garbage();
  livekit.offer('j1');
  await eventually('the answer', () => said('availability').length === 1);
  expect(given.disconnected).not.toHaveBeenCalled();
});
