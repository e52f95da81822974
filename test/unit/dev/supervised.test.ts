import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChildExit } from '../../../server/dev/child.ts';
import { PATIENT_RESTARTS } from '../../../server/dev/restart-policy.ts';
import { type Running, supervise } from '../../../server/dev/supervised.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A service whose starts do what the list says, the last entry for ever. */
function service(starts: (string | 'runs')[]) {
  const exits: PromiseWithResolvers<ChildExit>[] = [];
  const startsMs: number[] = [];
  const said: string[] = [];
  const start = async (): Promise<Running> => {
    startsMs.push(performance.now());
    const outcome = starts[Math.min(startsMs.length, starts.length) - 1];
    if (outcome !== 'runs') throw new Error(outcome);
    const exit = Promise.withResolvers<ChildExit>();
    exits.push(exit);
    return {
      pid: 100 + startsMs.length,
      exited: exit.promise,
      stop: async () => exit.resolve({ code: 0, signal: null }),
    };
  };
  return { start, startsMs, said, die: () => exits.at(-1)?.resolve({ code: 7, signal: null }) };
}

test('a part that the rest can do without is tried again until it runs, and its trouble is told once', async () => {
  const index = service(['the disk is full', 'the disk is full', 'the disk is full', 'runs']);
  const problems: string[] = [];
  const supervised = await supervise({
    name: 'index',
    start: index.start,
    say: (line) => index.said.push(line),
    onGivenUp: (sentence) => problems.push(sentence),
    onFirstFailure: (sentence) => problems.push(sentence),
    policy: PATIENT_RESTARTS,
  });
  expect(supervised.pid()).toBeUndefined();
  await vi.advanceTimersByTimeAsync(8000);
  expect(problems).toEqual(['the disk is full']);
  expect(index.said).toEqual(['index: running again (process 104)']);
  const gapsMs = index.startsMs.slice(1).map((startMs, at) => Math.round(startMs - (index.startsMs[at] ?? 0)));
  expect(gapsMs).toEqual([1000, 2000, 5000]);
  expect(supervised.pid()).toBe(104);
  await supervised.stop();
});

test('it is never given up, and tried no more than once a minute', async () => {
  const index = service(['no room']);
  const givenUp: string[] = [];
  const supervised = await supervise({
    name: 'index',
    start: index.start,
    say: (line) => index.said.push(line),
    onGivenUp: (sentence) => givenUp.push(sentence),
    onFirstFailure: () => {},
    policy: PATIENT_RESTARTS,
  });
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(givenUp).toEqual([]);
  expect(index.said).toEqual([]);
  expect(index.startsMs.length).toBeGreaterThan(55);
  expect(index.startsMs.length).toBeLessThan(70);
  await supervised.stop();
});

test('any other part whose first start fails stops the start with its words', async () => {
  const part = service(['its port is taken']);
  await expect(supervise({ name: 'part', start: part.start, say: () => {}, onGivenUp: () => {} })).rejects.toThrow(
    'its port is taken',
  );
});

test('an instance that dies is replaced at once, and both are said', async () => {
  const part = service(['runs']);
  const supervised = await supervise({
    name: 'part',
    start: part.start,
    say: (line) => part.said.push(line),
    onGivenUp: () => {},
  });
  part.die();
  await vi.advanceTimersByTimeAsync(0);
  expect(part.said).toEqual(['part: ended with code 7, starting it again', 'part: running again (process 102)']);
  await supervised.stop();
});
