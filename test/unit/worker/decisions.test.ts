import { describe, expect, it } from 'vitest';
import { refuse } from '../../../agents/worker/admission.ts';
import { backoffMs, RECONNECT } from '../../../agents/worker/backoff.ts';
import { connectProblem } from '../../../agents/worker/connect-problem.ts';
import { CrashLoop } from '../../../agents/worker/crash-loop.ts';
import { readDispatchMetadata } from '../../../agents/worker/dispatch-metadata.ts';
import type { HostLoad } from '../../../agents/worker/host-messages.ts';
import { workerLoad } from '../../../agents/worker/load.ts';
import { MissedPongs } from '../../../agents/worker/missed-pongs.ts';
import { type HostView, placeCall } from '../../../agents/worker/placement.ts';

const load = (over: Partial<HostLoad> = {}): HostLoad => ({
  calls: 0,
  cpuFraction: 0,
  loopLagP95Ms: 1,
  rssBytes: 0,
  ...over,
});
const host = (id: number, over: Partial<HostView> = {}): HostView => ({
  id,
  role: 'active',
  calls: 0,
  starting: 0,
  load: load(),
  ...over,
});
const limits = { callsPerHost: 10, startingPerHost: 4 };

describe('the load a worker reports', () => {
  const cores = { callsPerHost: 10, cores: 2 };
  it('grows with its calls and never reaches 1', () => {
    expect(workerLoad([load(), load()], 5, cores)).toEqual({ load: 0.25, full: false, calls: 5 });
    expect(workerLoad([load({ calls: 10 }), load({ calls: 10 })], 0, cores)).toEqual({
      load: 0.99,
      full: true,
      calls: 20,
    });
    expect(workerLoad([load({ calls: 15, cpuFraction: 8 })], 3, cores).load).toBe(0.99);
  });
  it('is full without a host', () => {
    expect(workerLoad([], 0, cores)).toMatchObject({ full: true, load: 0.99 });
  });
  it('is full when its calls use up the cores, but not when an idle host is slow', () => {
    expect(
      workerLoad([load({ calls: 3, cpuFraction: 0.9 }), load({ calls: 3, cpuFraction: 0.9 })], 0, cores).full,
    ).toBe(true);
    expect(workerLoad([load({ cpuFraction: 1.9, loopLagP95Ms: 500 })], 0, cores).full).toBe(false);
  });
  it('is full only when every host lags', () => {
    const lagging = load({ calls: 2, loopLagP95Ms: 150 });
    expect(workerLoad([lagging, load({ calls: 2 })], 0, cores).full).toBe(false);
    expect(workerLoad([lagging, lagging], 0, cores).full).toBe(true);
  });
});

describe('the place of a call', () => {
  it('is the least busy active host', () => {
    expect(
      placeCall([host(1, { calls: 2 }), host(2, { calls: 1 }), host(3, { role: 'standby' })], 'new', limits),
    ).toEqual({ host: 2 });
  });
  it('is the standby only when no other host has room', () => {
    expect(placeCall([host(1, { calls: 10 }), host(3, { role: 'standby' })], 'new', limits)).toEqual({ host: 3 });
    expect(
      placeCall(
        [host(1, { calls: 1, load: load({ loopLagP95Ms: 400 }) }), host(3, { role: 'standby' })],
        'new',
        limits,
      ),
    ).toEqual({ host: 3 });
  });
  it('has to wait while every host with room is starting as many as it can', () => {
    expect(placeCall([host(1, { calls: 4, starting: 4 }), host(2, { role: 'standby' })], 'new', limits)).toBe('wait');
  });
  it('is nowhere when all are at capacity', () => {
    expect(placeCall([host(1, { calls: 10 }), host(2, { role: 'standby', calls: 10 })], 'new', limits)).toBe('full');
  });
  it('is the standby for a call that lost its host, whatever the limits say', () => {
    expect(placeCall([host(1), host(2, { role: 'standby', calls: 12, starting: 9 })], 'take-over', limits)).toEqual({
      host: 2,
    });
    expect(placeCall([], 'take-over', limits)).toBe('wait');
  });
});

describe('an offer', () => {
  const free = { draining: false, full: false, waiting: 0, maxWaiting: 4, hostsReady: 1, roomTaken: false };
  it('is refused by name', () => {
    expect(refuse(free)).toBeUndefined();
    expect(refuse({ ...free, draining: true })).toBe('draining');
    expect(refuse({ ...free, hostsReady: 0 })).toBe('no host is ready');
    expect(refuse({ ...free, full: true })).toBe('at capacity');
    expect(refuse({ ...free, waiting: 4 })).toBe('too many calls are starting');
    expect(refuse({ ...free, roomTaken: true })).toBe('the room has a call here already');
  });
});

describe('reconnecting', () => {
  it('waits half a second, then doubles to ten, with up to a quarter taken off', () => {
    expect([0, 1, 2, 3, 4, 5, 60].map((attempt) => backoffMs(RECONNECT, attempt, 1))).toEqual([
      500, 1000, 2000, 4000, 8000, 10_000, 10_000,
    ]);
    expect(backoffMs(RECONNECT, 1, 0)).toBe(750);
  });
  it('says what is wrong, never with the secret', () => {
    expect(connectProblem('ws://x', 'k', { httpStatus: 401, message: '' })).toMatchObject({
      settings: true,
      sentence: expect.stringContaining('"k"'),
    });
    expect(connectProblem('ws://x', 'k', { message: 'ECONNREFUSED' })).toMatchObject({
      settings: false,
      sentence: expect.stringContaining('ECONNREFUSED'),
    });
    expect(connectProblem('ws://x', 'k', { httpStatus: 404, message: '' }).sentence).toContain('no LiveKit server');
  });
});

describe('hosts that die', () => {
  it('are replaced at once by accident, ever more slowly in a loop, and at once again after a quiet minute', () => {
    const loop = new CrashLoop();
    const afterMs = [0, 1, 2, 3, 4, 5].map((second) => loop.died(second * 1000, 1).afterMs);
    expect(afterMs).toEqual([0, 0, 0, 1000, 2000, 4000]);
    expect(loop.died(200_000, 1)).toEqual({ afterMs: 0, looping: false });
  });
});

describe('a heartbeat', () => {
  it('condemns a host after three unanswered pings, not before', () => {
    const pongs = new MissedPongs();
    expect([pongs.tick(), pongs.tick(), pongs.tick(), pongs.tick()]).toEqual([
      { ping: 1 },
      { ping: 2 },
      { ping: 3 },
      'hung',
    ]);
  });
  it('forgives a late answer', () => {
    const pongs = new MissedPongs();
    for (let n = 0; n < 3; n += 1) pongs.tick();
    pongs.pong(1);
    expect(pongs.tick()).toEqual({ ping: 4 });
  });
});

describe('dispatch metadata', () => {
  it('names an agent, or means the default one', () => {
    expect(readDispatchMetadata('{"agent":"helper","x":1}')).toEqual({ agent: 'helper' });
    for (const text of ['', '{}', 'tenant 7', '["agent"]', '{"tenant":"a"}'])
      expect(readDispatchMetadata(text)).toEqual({ agent: '' });
  });
  it('is refused with the offending value when it begins like an object and is none', () => {
    for (const text of ['{"agent": parley', '{"agent": 5}', '{"agent": ""}', ' {'])
      expect(readDispatchMetadata(text)).toEqual({ problem: expect.stringContaining(JSON.stringify(text)) });
    expect(JSON.stringify(readDispatchMetadata(`{${'x'.repeat(10_000)}`)).length).toBeLessThan(500);
  });
});
