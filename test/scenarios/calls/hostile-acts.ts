/**
 * What may happen to a call, in hostile orders: people who talk over everything, leave and come back, providers that
 * fail at any stage, colleagues who step in. Made at random by fast-check; `hostile-call.ts` plays it. Plain data.
 */
import fc from 'fast-check';
import { MOODS, type Mood } from './moody-models.ts';

/** What the words ask for; `yes` and `hm` ask for nothing. */
export const REQUESTS = ['ask', 'ask', 'save', 'save', 'fetch', 'book', 'billing', 'yes', 'no', 'hm'] as const;
export type Request = (typeof REQUESTS)[number];

export type Act =
  | { do: 'says'; request: Request; windows: number; finalAfterMs: number; partial: boolean }
  | { do: 'types'; request: Request }
  | { do: 'noise'; windows: number }
  | { do: 'mood'; of: 'voice' | 'model'; mood: Mood }
  | { do: 'talks-by-key'; heldMs: number; request: Request }
  | {
      do:
        | 'key-mode'
        | 'key-down'
        | 'key-up'
        | 'mutes'
        | 'unmutes'
        | 'republishes'
        | 'second-microphone'
        | 'ear-dies'
        | 'ear-refuses'
        | 'ear-is-back'
        | 'is-lost'
        | 'returns'
        | 'another-comes'
        | 'approves'
        | 'takes-over'
        | 'gives-back'
        | 'operator-comes'
        | 'operator-leaves'
        | 'whispers'
        | 'task-ends'
        | 'log-stops'
        | 'log-goes-on'
        | 'keypad';
    };

/** How the call is set up, and what happens after which wait. */
export interface HostileCallScript {
  greets: boolean;
  speculation: boolean;
  /** The host dies instead of this act; beyond the last: it lives. */
  diesBefore: number;
  acts: { waitMs: number; act: Act }[];
}

const request = fc.constantFrom(...REQUESTS);
const says: fc.Arbitrary<Act> = fc.record({
  do: fc.constant('says' as const),
  request,
  windows: fc.integer({ min: 3, max: 24 }),
  finalAfterMs: fc.integer({ min: 0, max: 400 }),
  partial: fc.boolean(),
});
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 10, arbitrary: says },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('types' as const), request }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('noise' as const), windows: fc.constantFrom(1, 2, 5, 12, 30, 150) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('mood' as const),
      of: fc.constantFrom('voice' as const, 'model' as const),
      mood: fc.constantFrom('well' as const, 'well' as const, ...MOODS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('talks-by-key' as const), heldMs: fc.constantFrom(300, 2_000), request }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'key-mode' as const,
        'key-down' as const,
        'key-up' as const,
        'mutes' as const,
        'unmutes' as const,
        'republishes' as const,
        'second-microphone' as const,
        'ear-dies' as const,
        'ear-refuses' as const,
        'ear-is-back' as const,
        'is-lost' as const,
        'returns' as const,
        'another-comes' as const,
        'approves' as const,
        'takes-over' as const,
        'gives-back' as const,
        'operator-comes' as const,
        'operator-leaves' as const,
        'whispers' as const,
        'task-ends' as const,
        'log-stops' as const,
        'log-goes-on' as const,
        'keypad' as const,
      ),
    }),
  },
);
const wait = fc.oneof(
  { weight: 5, arbitrary: fc.nat({ max: 150 }) },
  { weight: 5, arbitrary: fc.nat({ max: 1_200 }) },
  { weight: 2, arbitrary: fc.nat({ max: 5_000 }) },
);
export const hostileCallScript: fc.Arbitrary<HostileCallScript> = fc.record({
  greets: fc.boolean(),
  speculation: fc.boolean(),
  diesBefore: fc.oneof(fc.constant(99), fc.constant(99), fc.nat({ max: 14 })),
  acts: fc.array(fc.record({ waitMs: wait, act }), { minLength: 3, maxLength: 14 }),
});
