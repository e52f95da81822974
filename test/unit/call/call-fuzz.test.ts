/**
 * Whole calls in hostile orders, in virtual time: people who talk over everything, providers that fail at any stage,
 * hosts that die. The seed is fixed: the same calls on every machine. HOSTILE_CALLS asks for more of them, HOSTILE_SEED
 * for others.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hostileCallScript } from '../../scenarios/calls/hostile-acts.ts';
import { playHostileCall } from '../../scenarios/calls/hostile-call.ts';

const CALLS = Number(process.env.HOSTILE_CALLS ?? 400);
const SEED = Number(process.env.HOSTILE_SEED ?? 1);

beforeEach(() => {
  // Not Intl: what stands in for it makes every date cost a millisecond.
  vi.useFakeTimers({
    toFake: [
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'setImmediate',
      'clearImmediate',
      'Date',
      'performance',
    ],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

test('no order of events breaks a promise of a call', { timeout: 180_000 + 400 * CALLS }, async () => {
  const seen = { turns: 0, heard: 0, effects: 0, takenOver: 0 };
  await fc.assert(
    fc.asyncProperty(hostileCallScript, async (script) => {
      vi.clearAllTimers();
      const call = await playHostileCall(script);
      const count = (type: string) => call.written().filter((event) => event.type === type).length;
      seen.turns += count('turn.committed');
      seen.heard += count('reply.heard');
      seen.takenOver += count('call.started') - 1;
      seen.effects += call.agents.done.length;
    }),
    { seed: SEED, numRuns: CALLS },
  );
  // The calls really went where the dangers are.
  expect(seen.turns).toBeGreaterThan(2 * CALLS);
  expect(seen.effects).toBeGreaterThan(CALLS / 4);
  expect(seen.takenOver).toBeGreaterThan(CALLS / 20);
  console.info(
    `${CALLS} calls: ${seen.turns} turns, ${seen.heard} replies heard, ${seen.effects} effects, ${seen.takenOver} taken over`,
  );
});
