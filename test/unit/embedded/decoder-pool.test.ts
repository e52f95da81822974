import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RecogniserBusyError, RecogniserUnavailableError } from '../../../agents/models/embedded/listen/recogniser.ts';
import { silentLog } from '../../../agents/models/embedded/log.ts';
import { DecoderPool, type PooledPair } from '../../../agents/models/embedded/pocketsphinx/decoder-pool.ts';

interface FakePair extends PooledPair {
  die(reason: string): void;
  calls: string[];
}
function fakePair(): FakePair {
  let lost = false;
  const calls: string[] = [];
  const pair: FakePair = {
    calls,
    ready: Promise.resolve(),
    get isReady() {
      return !lost;
    },
    get isLost() {
      return lost;
    },
    onLost: () => {},
    listen: () => {},
    begin: () => {},
    push: () => {},
    end: async () => ({ words: [], confidence: 0 }),
    reset: () => void calls.push('reset'),
    close: () => void calls.push('close'),
    die(reason) {
      lost = true;
      pair.onLost(reason);
    },
  };
  return pair;
}
const listeners = { onPartial: () => {}, onLost: () => {} };

let started: FakePair[];
let pool: DecoderPool;
beforeEach(() => {
  vi.useFakeTimers();
  started = [];
  pool = new DecoderPool({
    start: () => {
      const pair = fakePair();
      started.push(pair);
      return pair;
    },
    max: 3,
    spares: 1,
    log: silentLog,
  });
});
afterEach(() => {
  pool.close();
  vi.useRealTimers();
});

describe('the pool of recognisers', () => {
  it('has one ready before it is asked, and the next as soon as that is taken', async () => {
    await pool.warm();
    expect(started).toHaveLength(1);
    pool.open(listeners);
    expect(started).toHaveLength(2);
  });

  it('refuses more callers than it may have, and takes one again when another leaves', () => {
    const sessions = [1, 2, 3].map(() => pool.open(listeners));
    expect(() => pool.open(listeners)).toThrow(RecogniserBusyError);
    expect(started).toHaveLength(3);
    sessions[0]?.release();
    expect(() => pool.open(listeners)).not.toThrow();
    expect(started).toHaveLength(3);
    expect(started[0]?.calls).toEqual(['reset']);
  });

  it('replaces one that dies, a moment later', async () => {
    await pool.warm();
    started[0]?.die('killed');
    expect(started).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(600);
    expect(started).toHaveLength(2);
    expect(pool.state).toEqual({ state: 'ready' });
  });

  it('does not start for ever what always dies, says why, and tries again for the next caller', async () => {
    for (let round = 0; round < 10; round++) {
      if (round === 0) void pool.warm();
      for (const pair of started) if (!pair.isLost) pair.die('there is no model');
      await vi.advanceTimersByTimeAsync(600);
    }
    expect(started.length).toBeLessThanOrEqual(4);
    expect(pool.state).toEqual({ state: 'unavailable', reason: 'PocketSphinx is lost: there is no model.' });
    const before = started.length;
    pool.open(listeners);
    expect(started.length).toBeGreaterThan(before);
  });

  it('says what is missing when none can be started', () => {
    const broken = new DecoderPool({
      start: () => {
        throw new Error('There is no python3 on the PATH.');
      },
      max: 2,
      spares: 1,
      log: silentLog,
    });
    expect(() => broken.open(listeners)).toThrow(new RecogniserUnavailableError('There is no python3 on the PATH.'));
  });
});
