/**
 * What LiveKit and its clients may expect of any worker: run on ours and on the framework's, against a real livekit-server.
 */
import { ParticipantInfo_Kind } from '@livekit/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { joinAsCaller } from '../support/livekit-caller.ts';
import type { WorkerChild } from '../support/worker-child.ts';
import { type LivekitStack, startLivekit } from '../support/worker-stack.ts';

export interface WorkerSubject {
  name: string;
  /** `calls`: how many it may take at once; unset: many. */
  start(
    livekit: { url: string; apiKey: string; apiSecret: string },
    agentName: string,
    calls?: number,
  ): Promise<WorkerChild>;
}

const SLOW_MS = 30_000;

export function workerProtocolSuite(subject: WorkerSubject): void {
  describe(`the worker protocol as spoken by ${subject.name}`, { timeout: 90_000 }, () => {
    let livekit: LivekitStack;
    let worker: WorkerChild | undefined;
    beforeAll(async () => {
      livekit = await startLivekit();
    });
    afterEach(async () => {
      await worker?.stop();
      worker = undefined;
    });
    afterAll(() => livekit?.stop());

    const start = async (agentName: string, calls?: number) => {
      worker = await subject.start(livekit.server, agentName, calls);
      return worker;
    };
    const agentsIn = async (room: string) =>
      (await livekit.rooms.listParticipants(room)).filter(
        (participant) => participant.kind === ParticipantInfo_Kind.AGENT,
      );
    const agentIn = (room: string) =>
      eventually(`an agent in ${room}`, async () => (await agentsIn(room))[0], {
        deadlineMs: SLOW_MS,
        explain: () => worker?.output() ?? '',
      });

    it('serves explicit dispatch and dispatch by token, as a participant of kind agent that carries its name', async () => {
      await start('contract');
      await livekit.dispatches.createDispatch('explicit', 'contract', { metadata: 'anything' });
      expect((await agentIn('explicit')).attributes['lk.agent.name']).toBe('contract');
      const caller = await joinAsCaller(livekit.server, 'by-token', { agent: { name: 'contract' } });
      expect((await agentIn('by-token')).attributes['lk.agent.name']).toBe('contract');
      await caller.leave();
      await livekit.rooms.deleteRoom('explicit');
    });

    it('leaves rooms alone that ask for another agent, or for none', async () => {
      await start('contract');
      const other = await joinAsCaller(livekit.server, 'other-name', { agent: { name: 'somebody-else' } });
      const none = await joinAsCaller(livekit.server, 'no-agent');
      await livekit.dispatches.createDispatch('marker', 'contract');
      await agentIn('marker');
      expect([...(await agentsIn('other-name')), ...(await agentsIn('no-agent'))]).toEqual([]);
      await other.leave();
      await none.leave();
    });

    it('serves every new room when it has no name', async () => {
      await start('');
      const caller = await joinAsCaller(livekit.server, 'automatic');
      expect((await agentIn('automatic')).attributes['lk.agent.name']).toBe('');
      await caller.leave();
    });

    it('takes no more calls than it may', async () => {
      await start('contract', 1);
      await livekit.dispatches.createDispatch('only-one', 'contract');
      await agentIn('only-one');
      // A worker may report its load as rarely as every 2.5 s.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      const caller = await joinAsCaller(livekit.server, 'one-too-many', { agent: { name: 'contract' } });
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      expect(await agentsIn('one-too-many')).toEqual([]);
      await caller.leave();
      await livekit.rooms.deleteRoom('only-one');
    });

    it('registers again after a restart of livekit-server', async () => {
      await start('contract');
      await livekit.restart();
      // A dispatch that comes before the worker is back is dropped without a word: ask until one is served.
      const asked: string[] = [];
      await eventually(
        'an agent after the restart',
        async () => {
          const room = `restarted-${asked.length}`;
          asked.push(room);
          await livekit.dispatches.createDispatch(room, 'contract');
          await new Promise((resolve) => setTimeout(resolve, 3_000));
          return (await Promise.all(asked.map(agentsIn))).some((agents) => agents.length > 0);
        },
        { deadlineMs: 60_000, explain: () => worker?.output() ?? '' },
      );
    });

    it('on SIGTERM takes no more jobs, finishes the one at hand, and exits with 0', async () => {
      const running = await start('contract');
      const caller = await joinAsCaller(livekit.server, 'at-hand', { agent: { name: 'contract' } });
      await agentIn('at-hand');
      running.terminate();
      await new Promise((resolve) => setTimeout(resolve, 500));
      await livekit.dispatches.createDispatch('too-late', 'contract');
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(await agentsIn('too-late')).toEqual([]);
      expect(await agentsIn('at-hand')).toHaveLength(1);
      await livekit.rooms.deleteRoom('at-hand');
      expect(await running.exited).toBe(0);
      worker = undefined;
      await caller.leave();
    });
  });
}
