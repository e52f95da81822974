import { expect, test } from 'vitest';
import { type CountedFile, countResults } from '../../support/closing-line-reporter.ts';

const file = (states: string[], errors = 0): CountedFile => ({
  children: { allTests: () => states.map((state) => ({ result: () => ({ state }) })) },
  errors: () => Array.from({ length: errors }),
});

test('what failed to load and what broke outside every test counts as failed', () => {
  expect(countResults([file(['passed', 'passed', 'failed']), file([], 1)], 1)).toEqual({ passed: 2, failed: 3 });
});

test('a test that never ran did not pass', () => {
  expect(countResults([file(['passed', 'pending'])], 0)).toEqual({ passed: 1, failed: 1 });
});
