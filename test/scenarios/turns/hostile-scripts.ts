/**
 * Sequences of turn events in hostile orders: late, doubled, contradictory, of replies long gone. Made at random by
 * fast-check, and those that once broke the machine, kept for good. Plain data; `hostile-call.ts` plays them.
 */
import fc from 'fast-check';

export type Act =
  | { do: 'burst'; windows: number; ends: boolean }
  | {
      do:
        | 'started'
        | 'stopped'
        | 'silence'
        | 'empty-final'
        | 'repeat-final'
        | 'lost'
        | 'restored'
        | 'talk-mode'
        | 'press'
        | 'release'
        | 'round-trip';
    }
  | { do: 'continued'; ms: number }
  | { do: 'partial' | 'final' | 'noise' | 'typed'; text: number }
  | { do: 'score'; probability: number }
  | {
      do: 'mouth';
      what: 'playout-started' | 'playout-finished' | 'reply-empty' | 'reply-asks' | 'working' | 'idle';
      age: number;
    }
  | { do: 'announce'; age: number; asks: boolean };

/** One sequence: how the machine is set, and what happens after which wait. */
export interface HostileScript {
  detector: boolean;
  speculation: boolean;
  acts: { waitMs: number; act: Act }[];
}

const of = <T extends Act>(
  weight: number,
  arbitrary: fc.Arbitrary<T>,
): { weight: number; arbitrary: fc.Arbitrary<Act> } => ({ weight, arbitrary });
const text = fc.nat({ max: 5 });
const act: fc.Arbitrary<Act> = fc.oneof(
  of(6, fc.record({ do: fc.constant('burst' as const), windows: fc.integer({ min: 1, max: 30 }), ends: fc.boolean() })),
  of(
    6,
    fc.record({
      do: fc.constantFrom(
        'started' as const,
        'stopped' as const,
        'silence' as const,
        'empty-final' as const,
        'repeat-final' as const,
      ),
    }),
  ),
  of(
    2,
    fc.record({
      do: fc.constantFrom(
        'lost' as const,
        'restored' as const,
        'talk-mode' as const,
        'press' as const,
        'release' as const,
        'round-trip' as const,
      ),
    }),
  ),
  of(2, fc.record({ do: fc.constant('continued' as const), ms: fc.constantFrom(96, 128, 640, 5000, Number.NaN) })),
  of(
    10,
    fc.record({ do: fc.constantFrom('partial' as const, 'final' as const, 'noise' as const, 'typed' as const), text }),
  ),
  of(
    1,
    fc.record({ do: fc.constant('score' as const), probability: fc.constantFrom(0, 0.2, 0.5, 0.9, 1, Number.NaN) }),
  ),
  of(
    10,
    fc.record({
      do: fc.constant('mouth' as const),
      what: fc.constantFrom(
        'playout-started' as const,
        'playout-finished' as const,
        'reply-empty' as const,
        'reply-asks' as const,
        'working' as const,
        'idle' as const,
      ),
      age: fc.constantFrom(0, 0, 0, 1, 2, -1),
    }),
  ),
  of(3, fc.record({ do: fc.constant('announce' as const), age: fc.constantFrom(0, 0, 1, 2, -3), asks: fc.boolean() })),
);
const wait = fc.oneof(
  { weight: 5, arbitrary: fc.nat({ max: 120 }) },
  { weight: 3, arbitrary: fc.nat({ max: 900 }) },
  { weight: 1, arbitrary: fc.nat({ max: 45_000 }) },
);
export const hostileScript: fc.Arbitrary<HostileScript> = fc.record({
  detector: fc.boolean(),
  speculation: fc.boolean(),
  acts: fc.array(fc.record({ waitMs: wait, act }), { minLength: 5, maxLength: 45 }),
});

/** Every sequence that has ever broken an invariant, as it was found. None may leave this list. */
export const brokeOnce: readonly HostileScript[] = [
  // Bursts of voice without words held a reply that had not begun to sound for as long as they came.
  {
    detector: false,
    speculation: false,
    acts: [
      { waitMs: 0, act: { do: 'partial', text: 0 } },
      { waitMs: 900, act: { do: 'continued', ms: 96 } },
      { waitMs: 634, act: { do: 'lost' } },
      { waitMs: 66, act: { do: 'burst', windows: 14, ends: true } },
      { waitMs: 442, act: { do: 'burst', windows: 15, ends: true } },
      { waitMs: 359, act: { do: 'burst', windows: 3, ends: false } },
      { waitMs: 88, act: { do: 'partial', text: 0 } },
      { waitMs: 0, act: { do: 'started' } },
    ],
  },
];
