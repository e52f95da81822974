import { describe, expect, it } from 'vitest';
import { type DispatchFact, findDropped, type RoomFacts } from '../../../agents/worker/dispatch-decision.ts';
import { DispatchRetries, MAX_TRIES } from '../../../agents/worker/dispatch-retries.ts';

const nowMs = 100_000;
const facts = { agentName: 'parley', finishedJobs: new Set<string>(), nowMs };
const dispatch = (over: Partial<DispatchFact> = {}): DispatchFact => ({
  id: 'd1',
  agentName: 'parley',
  metadata: 'm',
  createdAtMs: 1,
  jobs: [],
  ...over,
});
const room = (over: Partial<RoomFacts> = {}): RoomFacts => ({
  people: ['p'],
  agents: [],
  dispatches: [dispatch()],
  ...over,
});

describe('a dropped dispatch', () => {
  it('is found where somebody waits', () => {
    expect(findDropped(room(), facts)).toMatchObject({ again: { id: 'd1', metadata: 'm' }, remove: ['d1'] });
  });
  it('is none in an empty room, nor where another agent was asked for', () => {
    expect(findDropped(room({ people: [] }), facts)).toBeUndefined();
    expect(findDropped(room({ dispatches: [dispatch({ agentName: 'other' })] }), facts)).toBeUndefined();
  });
  it('is none where our agent is, or one that does not say its name', () => {
    expect(findDropped(room({ agents: ['parley'] }), facts)).toBeUndefined();
    expect(findDropped(room({ agents: [undefined] }), facts)).toBeUndefined();
    expect(findDropped(room({ agents: ['a recorder'] }), facts)).toBeDefined();
  });
  it('is none while a worker that took the job may still be joining', () => {
    const taken = (startedAtMs: number) =>
      room({ dispatches: [dispatch({ jobs: [{ id: 'j', ended: false, startedAtMs }] })] });
    expect(findDropped(taken(nowMs - 5_000), facts)).toBeUndefined();
    expect(findDropped(taken(nowMs - 60_000), facts)).toBeDefined();
    expect(findDropped(taken(nowMs - 5_000), { ...facts, finishedJobs: new Set(['j']) })).toBeDefined();
  });
  it('is made again once however often it was asked for, and all the dead ones go', () => {
    const dispatches = [
      dispatch(),
      dispatch({ id: 'd2', createdAtMs: 9, metadata: 'newer' }),
      dispatch({ id: 'x', agentName: 'other' }),
    ];
    expect(findDropped(room({ dispatches }), facts)).toMatchObject({
      again: { metadata: 'newer' },
      remove: ['d1', 'd2'],
    });
  });
});

describe('trying a dispatch again', () => {
  it('waits a moment for a fresh one, and not at all for an old one', () => {
    const retries = new DispatchRetries();
    expect(retries.consider('fresh', nowMs, nowMs)).toEqual({ step: 'wait' });
    expect(retries.consider('fresh', nowMs, nowMs + 1_499)).toEqual({ step: 'wait' });
    expect(retries.consider('fresh', nowMs, nowMs + 1_500)).toEqual({ step: 'try', attempt: 1 });
    expect(retries.consider('old', nowMs - 6_000, nowMs)).toEqual({ step: 'try', attempt: 1 });
  });
  it('is done ever more rarely, gives up once, and then stays silent', () => {
    const retries = new DispatchRetries();
    const steps: string[] = [];
    const triedAtMs: number[] = [];
    for (let ms = 0; ms < 600_000; ms += 500) {
      const verdict = retries.consider('room', 0, ms);
      if (verdict.step !== 'wait') steps.push(verdict.step);
      if (verdict.step === 'try') triedAtMs.push(ms);
    }
    expect(triedAtMs.slice(0, 5)).toEqual([1_500, 3_000, 6_000, 12_000, 24_000]);
    expect(triedAtMs).toHaveLength(MAX_TRIES);
    expect(steps.filter((step) => step === 'give-up')).toHaveLength(1);
  });
  it('begins anew for a room that was served', () => {
    const retries = new DispatchRetries();
    retries.consider('room', 0, 10_000);
    retries.forget('room');
    expect(retries.consider('room', 10_000, 10_000)).toEqual({ step: 'wait' });
  });
});
