import { ParticipantInfo_Kind } from '@livekit/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { WorkerOptions } from '../../agents/worker/worker-process.ts';
import { eventually } from '../support/eventually.ts';
import { joinAsCaller } from '../support/livekit-caller.ts';
import { type LivekitStack, startLivekit, startWorker, type WorkerStack } from '../support/worker-stack.ts';

let livekit: LivekitStack;
let stack: WorkerStack | undefined;

beforeAll(async () => {
  livekit = await startLivekit();
});
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});
afterAll(() => livekit?.stop());

const worker = async (options: Partial<WorkerOptions> = {}) => {
  stack = await startWorker(livekit, options);
  return stack;
};
const lines = () =>
  stack?.log.lines.map((line) => `${line.level} ${line.message} ${JSON.stringify(line.fields)}`).join('\n') ?? '';
const said = (message: string) => stack?.log.lines.filter((line) => line.message === message) ?? [];
const agentsIn = async (room: string) =>
  (await livekit.rooms.listParticipants(room)).filter((participant) => participant.kind === ParticipantInfo_Kind.AGENT);
const agentIn = (room: string) =>
  eventually(`an agent in ${room}`, async () => (await agentsIn(room))[0], { explain: lines });
const onlyCall = (running: WorkerStack) =>
  eventually('a call in the log', async () => (await running.callLog.calls({}, { limit: 1 })).calls[0]?.callId, {
    explain: lines,
  });
const hostWithCalls = (running: WorkerStack) =>
  eventually('a host with a call', () => running.worker.report().hosts.find((host) => host.callsTaken > 0), {
    explain: lines,
  });

describe('a host that is killed', () => {
  it('hands its call to the standby with the same identity and the events so far', async () => {
    const running = await worker({ hosts: 2 });
    const caller = await joinAsCaller(livekit.server, 'killed', { agent: { name: 'parley' } });
    const before = await agentIn('killed');
    const callId = await onlyCall(running);
    const host = await hostWithCalls(running);
    const killedAt = performance.now();
    process.kill(host.pid ?? 0, 'SIGKILL');
    const after = await eventually(
      'the agent to be back',
      async () => (await agentsIn('killed')).find((agent) => agent.sid !== before.sid),
      { explain: lines },
    );
    console.log(`killed host to agent back in the room ${Math.round(performance.now() - killedAt)} ms`);
    expect(after.identity).toBe(before.identity);
    expect(await agentsIn('killed')).toHaveLength(1);
    const events = await eventually('the event of the take-over', async () => {
      const found = await running.callLog.read(callId);
      return found.length > 1 && found;
    });
    expect(events.map((event) => event.type)).toEqual(['call.started', 'degraded']);
    expect(events[1]).toMatchObject({ reason: 'history of 1 events' });
    await eventually(
      'two hosts again',
      () => running.worker.report().hosts.filter((each) => ['active', 'standby'].includes(each.role)).length === 2,
    );
    // LiveKit ends the job of the evicted participant: the call must survive that.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(running.worker.report().calls).toBe(1);
    await caller.leave();
    await eventually('the call to end', () => running.worker.report().calls === 0, {
      deadlineMs: 30_000,
      explain: lines,
    });
  });

  it('fails the job when the call kills every host it is given to', async () => {
    const running = await worker({ hosts: 2 });
    await livekit.dispatches.createDispatch('poison', 'parley', { metadata: '{"test":{"exit":true}}' });
    await eventually('the call to be given up', () => said('A call failed').length > 0, {
      deadlineMs: 20_000,
      explain: lines,
    });
    expect(said('A call failed')[0]?.fields).toMatchObject({
      reason: expect.stringContaining('lost its host 3 times in a row'),
    });
    await eventually('a host to be ready', () => running.worker.report().ready);
  });
});

describe('a host whose event loop hangs', () => {
  it('is killed, and its call goes on elsewhere', async () => {
    const running = await worker({ hosts: 2 });
    await livekit.dispatches.createDispatch('hung', 'parley', { metadata: '{"test":{"hang":true}}' });
    await eventually('the hang to be noticed', () => said('A call lost its host; another takes it over').length > 0, {
      deadlineMs: 15_000,
      explain: lines,
    });
    expect(said('A host died; replacing it')[0]?.fields).toMatchObject({
      reason: expect.stringContaining('its event loop hangs'),
    });
    expect(running.worker.report().registered).toBe(true);
  });
});

describe('a restart of livekit-server', () => {
  it('is survived: the worker registers again and takes calls', async () => {
    const running = await worker();
    await livekit.dispatches.createDispatch('before', 'parley');
    await agentIn('before');
    const pids = running.worker.report().hosts.map((host) => host.pid);
    await livekit.restart();
    await eventually('a second registration', () => said('Registered with LiveKit').length === 2, {
      deadlineMs: 20_000,
      explain: lines,
    });
    const caller = await joinAsCaller(livekit.server, 'after', { agent: { name: 'parley' } });
    await agentIn('after');
    expect(running.worker.report().hosts.map((host) => host.pid)).toEqual(pids);
    await caller.leave();
  });
});

describe('a command in the inbox of a call', () => {
  it('reaches its host, and leaves the inbox when it was consumed', async () => {
    const running = await worker();
    await livekit.dispatches.createDispatch('told', 'parley');
    await agentIn('told');
    const callId = await onlyCall(running);
    await running.inbox.put(callId, { id: 'c1', type: 'message', text: 'hello', from: 'operator' });
    await livekit.rooms.sendData('told', new Uint8Array(), 0, { topic: 'parley.bell' });
    await eventually(
      'the command in the log',
      async () => (await running.callLog.read(callId)).some((event) => event.type === 'command.consumed'),
      { explain: lines },
    );
    await eventually('an empty inbox', async () => (await running.inbox.waiting([callId])).length === 0);
    await running.inbox.put(callId, { id: 'c2', type: 'end', reason: 'the operator hung up' });
    await eventually('the call to end', () => running.worker.report().calls === 0, { explain: lines });
  });
});

describe('a worker that stops', () => {
  it('takes no more calls, waits for those at hand, then ends its hosts', async () => {
    const running = await worker({ drainMs: 20_000 });
    await livekit.dispatches.createDispatch('last', 'parley', { metadata: '{"test":{"endAfterMs":2500}}' });
    await agentIn('last');
    const pids = running.worker.report().hosts.map((host) => host.pid ?? 0);
    const stopped = running.worker.drain();
    await livekit.dispatches.createDispatch('too-late', 'parley');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await agentsIn('last')).toHaveLength(1);
    await stopped;
    expect(await agentsIn('too-late')).toEqual([]);
    expect(said('A call ended')[0]?.fields).toMatchObject({ reason: 'the agent said goodbye' });
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  });

  it('ends its calls politely when it is cut short', async () => {
    const running = await worker({ drainMs: 60_000 });
    await livekit.dispatches.createDispatch('cut', 'parley');
    await agentIn('cut');
    void running.worker.drain();
    await running.worker.cutShort();
    expect(said('A call ended')[0]?.fields).toMatchObject({ reason: 'the agent is stopping' });
  });
});
