/**
 * The invariants of the turn machine, on thousands of sequences of events in hostile orders, in virtual time. The seeds
 * are fixed: the same sequences on every machine. HOSTILE_SEQUENCES asks for more of them.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { playHostile } from '../../scenarios/turns/hostile-call.ts';
import { brokeOnce, hostileScript } from '../../scenarios/turns/hostile-scripts.ts';

const PER_SEED = 2000;
const SEQUENCES = Number(process.env.HOSTILE_SEQUENCES ?? 12_000);
const seeds = Array.from({ length: Math.ceil(SEQUENCES / PER_SEED) }, (_, index) => index + 1);

test('no order of events breaks an invariant of the turn machine', { timeout: 60_000 + 10 * SEQUENCES }, () => {
  const seen = { commits: 0, cuts: 0, resumes: 0, longestPauseMs: 0 };
  for (const seed of seeds)
    fc.assert(
      fc.property(hostileScript, (script) => {
        const runner = playHostile(script);
        const count = (type: string) => runner.said.filter(({ command }) => command.type === type).length;
        seen.commits += count('commit-turn');
        seen.cuts += count('cut-playout');
        seen.resumes += count('resume-playout');
        seen.longestPauseMs = Math.max(seen.longestPauseMs, runner.longestPauseMs);
      }),
      { seed, numRuns: PER_SEED, examples: seed === 1 ? brokeOnce.map((script) => [script]) : [] },
    );
  // The sequences really went where the dangers are.
  const sequences = seeds.length * PER_SEED;
  expect(sequences).toBeGreaterThanOrEqual(10_000);
  expect(seen.commits).toBeGreaterThan(sequences);
  expect(seen.cuts).toBeGreaterThan(sequences / 2);
  expect(seen.resumes).toBeGreaterThan(sequences / 10);
  console.info(
    `${sequences} sequences: ${seen.commits} turns, ${seen.cuts} cuts, ${seen.resumes} false pauses, longest pause ${seen.longestPauseMs} ms`,
  );
});
