import { expect, test } from 'vitest';
import { nextRestart, type RestartPolicy } from '../../../server/dev/restart-policy.ts';

const policy: RestartPolicy = { delaysMs: [0, 500, 1000], maxEnds: 3, windowMs: 60_000 };

test('the first end is followed by a restart at once, the next ones by longer waits', () => {
  expect(nextRestart([1000], 1000, policy)).toEqual({ afterMs: 0 });
  expect(nextRestart([1000, 2000], 2000, policy)).toEqual({ afterMs: 500 });
  expect(nextRestart([1000, 2000, 3000], 3000, policy)).toEqual({ afterMs: 1000 });
});

test('more ends than allowed within the window are a crash loop', () => {
  expect(nextRestart([1000, 2000, 3000, 4000], 4000, policy)).toBe('give up');
});

test('ends that are long past count no more', () => {
  expect(nextRestart([1000, 2000, 3000, 64_000], 64_000, policy)).toEqual({ afterMs: 0 });
});
