import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { joinAsCaller } from '../support/livekit-caller.ts';
import { type LivekitStack, startLivekit, startWorker, type WorkerStack } from '../support/worker-stack.ts';

let livekit: LivekitStack;
let stack: WorkerStack;

beforeAll(async () => {
  livekit = await startLivekit();
  stack = await startWorker(livekit);
});
afterAll(async () => {
  await stack?.stop();
  await livekit?.stop();
});

const agentsIn = async (room: string) =>
  (await livekit.rooms.listParticipants(room)).filter((participant) => participant.kind === 4);

describe('a worker that is ready', () => {
  it('puts an agent into the room of an explicit dispatch', async () => {
    const startedAt = performance.now();
    await livekit.dispatches.createDispatch('explicit', 'parley');
    const agents = await eventually(
      'an agent in the room',
      async () => {
        const found = await agentsIn('explicit');
        return found.length > 0 && found;
      },
      { explain: () => JSON.stringify(stack.log.lines, null, 1) },
    );
    console.log(`createDispatch to agent present ${Math.round(performance.now() - startedAt)} ms`);
    expect(agents.map((agent) => agent.attributes['lk.agent.name'])).toEqual(['parley']);
  });

  it('puts an agent into the room of a token that asks for one', async () => {
    const caller = await joinAsCaller(livekit.server, 'by-token', { agent: { name: 'parley' } });
    await eventually('an agent in the room', async () => (await agentsIn('by-token')).length === 1);
    await caller.leave();
    await eventually(
      'the call to end',
      () =>
        !stack.worker.report().hosts.every((host) => host.load.calls > 5) &&
        stack.log.lines.some((line) => line.message === 'A call ended'),
    );
  });
});
