/**
 * The figure that stands for the call: rings on still water. Sound that comes in (listening) travels from the rim to the
 * middle, sound that goes out (speaking) from the middle to the rim. Pure: time and loudness in, shapes out. Lengths are
 * fractions of half the canvas, angles in radians.
 */
import type { Presence } from '../state/presence.ts';

export const RING_COUNT = 7;

export interface Ring {
  radius: number;
  /** How far the line strays from a circle. */
  wobble: number;
  /** Where the stray pattern and an open arc begin. */
  turn: number;
  offsetX: number;
  offsetY: number;
  /** CSS pixels on a 300 px canvas. */
  width: number;
  alpha: number;
  /** 1 is a closed ring, less is an arc. */
  sweep: number;
}

export interface Figure {
  rings: readonly Ring[];
  core: { radius: number; alpha: number };
}

/** Loudness (0 to 1) as it was `delayMs` ago. */
export type LevelAt = (delayMs: number) => number;

/** One ring later or earlier per this time: slow enough for the eye to follow a syllable outward. */
const TRAVEL_MS = 55;

const ring = (radius: number, alpha: number, rest: Partial<Ring> = {}): Ring => ({
  radius,
  alpha,
  wobble: 0,
  turn: 0,
  offsetX: 0,
  offsetY: 0,
  width: 1.4,
  sweep: 1,
  ...rest,
});

const rings = (make: (index: number) => Ring): Ring[] => Array.from({ length: RING_COUNT }, (_, index) => make(index));

const shapes: Record<Presence, (timeS: number, level: LevelAt) => Figure> = {
  resting: (timeS) => ({
    core: { radius: 0.1, alpha: 0 },
    rings: rings((i) =>
      ring(0.5 + 0.068 * i + 0.01 * Math.sin(timeS * 1.1 - i * 0.6), 0.75 - 0.095 * i, {
        wobble: 0.004 + 0.001 * i,
        turn: timeS * 0.12 + i,
      }),
    ),
  }),
  waiting: (timeS) => ({
    core: { radius: 0.06 + 0.012 * Math.sin(timeS * 1.8), alpha: 0.7 },
    rings: rings((i) => ring(0.26 + 0.1 * i, 0.34 - 0.03 * i, { wobble: 0.004, turn: i, width: 1.1 })),
  }),
  initializing: (timeS) => ({
    core: { radius: 0.06, alpha: 0.8 },
    rings: rings((i) =>
      ring(0.26 + 0.1 * i, 0.75 - 0.07 * i, {
        sweep: 0.3 + 0.06 * i,
        turn: timeS * (i % 2 === 0 ? 1 : -0.8) * (1.5 - i * 0.13) + i * 1.7,
      }),
    ),
  }),
  listening: (timeS, level) => ({
    core: { radius: 0.12 + 0.04 * level((RING_COUNT - 1) * TRAVEL_MS), alpha: 1 },
    rings: rings((i) => {
      const heard = level((RING_COUNT - 1 - i) * TRAVEL_MS);
      return ring(0.29 + 0.098 * i - 0.03 * heard, Math.min(1, 0.36 + 0.025 * i + 0.6 * heard), {
        wobble: 0.005 + 0.034 * heard,
        turn: timeS * 0.25 + i * 0.9,
        width: 1.3 + 2 * heard,
      });
    }),
  }),
  thinking: (timeS) => ({
    core: { radius: 0.1, alpha: 1 },
    rings: rings((i) => {
      const angle = timeS * 2.1 - i * 0.75;
      const reach = 0.03 + 0.014 * i;
      return ring(0.24 + 0.068 * i, 0.85 - 0.08 * i, {
        offsetX: reach * Math.cos(angle),
        offsetY: reach * Math.sin(angle),
        width: 1.5,
      });
    }),
  }),
  speaking: (timeS, level) => ({
    core: { radius: 0.24 + 0.07 * level(0), alpha: 1 },
    rings: rings((i) => {
      const said = level((i + 1) * TRAVEL_MS);
      return ring(0.38 + 0.078 * i + 0.045 * said, Math.max(0.08, 0.62 - 0.075 * i + 0.4 * said), {
        wobble: 0.003 + 0.022 * said,
        turn: -timeS * 0.2 + i * 0.5,
        width: 1.2 + 3.2 * said,
      });
    }),
  }),
  reconnecting: (timeS) => ({
    core: { radius: 0.06, alpha: 0.35 + 0.3 * Math.abs(Math.sin(timeS * 2)) },
    rings: rings((i) =>
      ring(0.26 + 0.1 * i, 0.45 - 0.04 * i, { sweep: 0.12 + 0.02 * i, turn: timeS * 0.9 + i * 0.55, width: 1.8 }),
    ),
  }),
};

export const PRESENCES = [
  'resting',
  'waiting',
  'initializing',
  'listening',
  'thinking',
  'speaking',
  'reconnecting',
] as const satisfies readonly Presence[];

export type Weights = Record<Presence, number>;

/** Moves every weight towards the state that now holds, so that one figure becomes the next instead of jumping. */
export function approach(weights: Weights, target: Presence, share: number): Weights {
  const next = { ...weights };
  for (const presence of PRESENCES) next[presence] += ((presence === target ? 1 : 0) - next[presence]) * share;
  return next;
}

export const only = (presence: Presence): Weights => {
  const none: Weights = {
    resting: 0,
    waiting: 0,
    initializing: 0,
    listening: 0,
    thinking: 0,
    speaking: 0,
    reconnecting: 0,
  };
  return { ...none, [presence]: 1 };
};

/** The figures of all states, mixed by weight. */
export function figureAt(weights: Weights, timeS: number, level: LevelAt): Figure {
  const core = { radius: 0, alpha: 0 };
  const mixed = rings(() => ring(0, 0, { width: 0, sweep: 0 }));
  for (const presence of PRESENCES) {
    const weight = weights[presence];
    if (weight < 0.004) continue;
    const shape = shapes[presence](timeS, level);
    core.radius += shape.core.radius * weight;
    core.alpha += shape.core.alpha * weight;
    shape.rings.forEach((part, index) => {
      const into = mixed[index];
      if (into)
        for (const key of ['radius', 'wobble', 'turn', 'offsetX', 'offsetY', 'width', 'alpha', 'sweep'] as const)
          into[key] += part[key] * weight;
    });
  }
  return { core, rings: mixed };
}

/** The line of a ring at an angle: three slow waves that never repeat together. */
export function radiusAt(shape: Ring, angle: number): number {
  const wave =
    0.5 * Math.sin(3 * angle + shape.turn) +
    0.32 * Math.sin(5 * angle - 1.3 * shape.turn) +
    0.4 * Math.sin(2 * angle + 0.7 * shape.turn);
  return shape.radius + shape.wobble * wave;
}
