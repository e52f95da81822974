import { JobStatus, ParticipantInfo_Kind } from '@livekit/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WorkerOptions } from '../../agents/worker/worker-process.ts';
import { eventually } from '../support/eventually.ts';
import { joinAsCaller } from '../support/livekit-caller.ts';
import { type LivekitTap, startLivekitTap } from '../support/livekit-tap.ts';
import { type LivekitStack, startLivekit, startWorker, type WorkerStack } from '../support/worker-stack.ts';

let livekit: LivekitStack;
let stack: WorkerStack | undefined;
let tap: LivekitTap;

beforeAll(async () => {
  livekit = await startLivekit();
  tap = await startLivekitTap(livekit.server.url);
});
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});
afterAll(async () => {
  await tap?.close();
  await livekit?.stop();
});

const worker = async (options: Partial<WorkerOptions> = {}) => {
  stack = await startWorker(livekit, { url: tap.url, ...options });
  return stack;
};
const lines = () =>
  stack?.log.lines.map((line) => `${line.level} ${line.message} ${JSON.stringify(line.fields)}`).join('\n') ?? '';
const agentsIn = async (room: string) =>
  (await livekit.rooms.listParticipants(room)).filter((participant) => participant.kind === ParticipantInfo_Kind.AGENT);
const agentIn = (room: string) =>
  eventually(`an agent in ${room}`, async () => (await agentsIn(room))[0], { explain: lines });
/** How the worker reported the end of the job in `room`, exactly once. */
const reportOf = async (room: string) => {
  const ends = () => {
    const jobIds = tap.fromServer.flatMap(({ message }) =>
      message.case === 'assignment' && message.value.job?.room?.name === room ? [message.value.job.id] : [],
    );
    return tap.fromWorkers.flatMap(({ message }) =>
      message.case === 'updateJob' &&
      jobIds.includes(message.value.jobId) &&
      message.value.status > JobStatus.JS_RUNNING
        ? [message.value]
        : [],
    );
  };
  await eventually(`the end of the job in ${room}`, () => ends().length > 0, { explain: lines });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(ends()).toHaveLength(1);
  return { status: ends()[0]?.status, error: ends()[0]?.error };
};

describe('a job', () => {
  it('is reported as succeeded when the agent ends the call', async () => {
    await worker();
    await livekit.dispatches.createDispatch('good', 'parley', { metadata: '{"test":{"endAfterMs":50}}' });
    expect(await reportOf('good')).toEqual({ status: JobStatus.JS_SUCCESS, error: '' });
  });

  it('is reported as failed, with the sentence, when its metadata cannot be read', async () => {
    await worker();
    await livekit.dispatches.createDispatch('garbled', 'parley', { metadata: '{"agent": parley' });
    const state = await reportOf('garbled');
    expect(state.status).toBe(JobStatus.JS_FAILED);
    expect(state.error).toContain('The dispatch metadata "{\\"agent\\": parley" is not readable JSON');
  });

  it('is reported as failed, with the reason of the host, when its agent is unknown', async () => {
    await worker();
    await livekit.dispatches.createDispatch('unknown', 'parley', { metadata: '{"agent":"nobody"}' });
    const state = await reportOf('unknown');
    expect(state).toEqual({ status: JobStatus.JS_FAILED, error: 'There is no agent "nobody" in the catalog.' });
  });

  it('ends when the caller joins and leaves at once', async () => {
    const { worker: running } = await worker();
    const caller = await joinAsCaller(livekit.server, 'hasty', {
      agent: { name: 'parley', metadata: '{"test":{"aloneMs":300}}' },
    });
    await caller.leave();
    await eventually('no call', () => stack?.log.lines.some((line) => line.message === 'A call ended') || undefined, {
      deadlineMs: 30_000,
      explain: lines,
    });
    expect(running.report().calls).toBe(0);
  });
});

describe('ten callers at once', () => {
  it('each get exactly one agent', async () => {
    await worker({ hosts: 3 });
    const rooms = Array.from({ length: 10 }, (_, n) => `crowd-${n}`);
    await Promise.all(rooms.map((room) => livekit.dispatches.createDispatch(room, 'parley')));
    await Promise.all(rooms.map(agentIn));
    const counts = await Promise.all(rooms.map(async (room) => (await agentsIn(room)).length));
    expect(counts).toEqual(rooms.map(() => 1));
  });
});

describe('a dispatch that LiveKit dropped', () => {
  it('is served once a worker comes, when somebody waits', async () => {
    const caller = await joinAsCaller(livekit.server, 'early', { agent: { name: 'parley', metadata: 'keep me' } });
    await worker();
    await agentIn('early');
    const dispatches = await livekit.dispatches.listDispatch('early');
    expect(dispatches.map((dispatch) => dispatch.metadata)).toEqual(['keep me']);
    await caller.leave();
  });

  it('is served once there is room again', async () => {
    const { worker: running } = await worker({ hosts: 1, callsPerHost: 1 });
    await livekit.dispatches.createDispatch('first', 'parley');
    await agentIn('first');
    expect(running.report()).toMatchObject({ full: true, load: 0.99, ready: false });
    const caller = await joinAsCaller(livekit.server, 'second', { agent: { name: 'parley' } });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await agentsIn('second')).toEqual([]);
    await livekit.rooms.deleteRoom('first');
    await agentIn('second');
    await caller.leave();
  });

  it('is served for every room when the worker has no name', async () => {
    const caller = await joinAsCaller(livekit.server, 'automatic-early');
    await worker({ agentName: '' });
    await agentIn('automatic-early');
    const late = await joinAsCaller(livekit.server, 'automatic-late');
    await agentIn('automatic-late');
    await caller.leave();
    await late.leave();
  });

  it('is not mistaken for an agent that joins slowly', async () => {
    await worker();
    const caller = await joinAsCaller(livekit.server, 'slow', {
      agent: { name: 'parley', metadata: '{"test":{"joinDelayMs":5000}}' },
    });
    await agentIn('slow');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await agentsIn('slow')).toHaveLength(1);
    expect(await livekit.dispatches.listDispatch('slow')).toHaveLength(1);
    expect(lines()).not.toContain('dispatching again');
    await caller.leave();
  });

  it('is served for a caller who comes back to a room that is still open', async () => {
    await worker();
    const first = await joinAsCaller(livekit.server, 'again', { agent: { name: 'parley' } });
    await agentIn('again');
    await first.leave();
    await eventually('the end of the call', () => lines().includes('the caller left'), { explain: lines });
    const second = await joinAsCaller(livekit.server, 'again', {
      identity: 'caller-again-2',
      agent: { name: 'parley' },
    });
    await agentIn('again');
    await second.leave();
  });

  it('is not repeated when the agent ended the call and the caller stayed', async () => {
    await worker();
    const caller = await joinAsCaller(livekit.server, 'stayed', {
      agent: { name: 'parley', metadata: '{"test":{"endAfterMs":10}}' },
    });
    await eventually('the end of the call', () => lines().includes('the agent said goodbye'));
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(lines()).not.toContain('dispatching again');
    await caller.leave();
  });
});
