import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnswerProgress, LATENCY_BUDGET_DEFAULTS as budget, whenLate } from '../../../agents/speaking/budget.ts';

const fresh: AnswerProgress = {
  committedAtMs: 0,
  firstAudioAtMs: undefined,
  fillerSaid: false,
  toolDeadlineAtMs: undefined,
  lastAudioAtMs: undefined,
  ended: false,
};

describe('the latency budget', () => {
  it('waits, then says a filler once, then apologises', () => {
    expect(whenLate(fresh, budget, 500)).toEqual({ do: 'wait', untilMs: budget.fillerAfterMs });
    expect(whenLate(fresh, budget, budget.fillerAfterMs)).toEqual({ do: 'filler' });
    const filled = { ...fresh, fillerSaid: true };
    expect(whenLate(filled, budget, budget.fillerAfterMs + 1)).toEqual({ do: 'wait', untilMs: budget.apologyAfterMs });
    expect(whenLate(filled, budget, budget.apologyAfterMs)).toEqual({ do: 'apologise' });
  });
  it('gives a running tool more time before the apology, but not before the filler', () => {
    const working = { ...fresh, toolDeadlineAtMs: 20_000 };
    expect(whenLate(working, budget, 2_000)).toEqual({ do: 'filler' });
    expect(whenLate({ ...working, fillerSaid: true }, budget, 10_000)).toEqual({ do: 'wait', untilMs: 20_000 });
    expect(whenLate({ ...working, fillerSaid: true }, budget, 20_000)).toEqual({ do: 'apologise' });
  });
  it('ends an answer whose audio stopped coming', () => {
    const begun = { ...fresh, firstAudioAtMs: 400, lastAudioAtMs: 900 };
    expect(whenLate(begun, budget, 900 + budget.stallAfterMs - 1).do).toBe('wait');
    expect(whenLate(begun, budget, 900 + budget.stallAfterMs)).toEqual({ do: 'end-stalled' });
  });
  it('never leaves a committed answer without an outcome, and never asks to wait for the past', () => {
    const time = fc.option(fc.integer({ min: 0, max: 30_000 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.record({
          committedAtMs: fc.nat(10_000),
          firstAudioAtMs: time,
          fillerSaid: fc.boolean(),
          toolDeadlineAtMs: time,
          lastAudioAtMs: time,
          ended: fc.constant(false),
        }),
        fc.nat(60_000),
        (progress, nowMs) => {
          const action = whenLate(progress, budget, nowMs);
          if (action.do === 'wait') expect(action.untilMs).toBeGreaterThan(nowMs);
          expect(whenLate(progress, budget, 100_000).do).not.toBe('wait');
        },
      ),
    );
  });
});
