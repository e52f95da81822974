/** The figure on the stage: what it may never do, and what it must show. */
import { describe, expect, it } from 'vitest';
import {
  approach,
  figureAt,
  type LevelAt,
  only,
  PRESENCES,
  RING_COUNT,
  radiusAt,
} from '../../../web-client/call/presence/ring-geometry.ts';

const silent: LevelAt = () => 0;
const loud: LevelAt = () => 1;
const at = (index: number, rings: readonly { width: number }[]): number => rings[index]?.width ?? Number.NaN;

describe('the figure of a call', () => {
  it.each(PRESENCES)('stays inside its canvas while %s, silent or loud', (presence) => {
    let furthest = 0;
    for (const level of [silent, loud])
      for (let timeS = 0; timeS < 20; timeS += 0.37)
        for (const ring of figureAt(only(presence), timeS, level).rings)
          for (let angle = 0; angle < 6.3; angle += 0.2)
            furthest = Math.max(furthest, radiusAt(ring, angle) + Math.hypot(ring.offsetX, ring.offsetY));
    expect(furthest).toBeLessThan(1);
    expect(furthest).toBeGreaterThan(0.5);
  });

  it('lets what the caller says travel inward and what the agent says travel outward', () => {
    const justNow: LevelAt = (delayMs) => (delayMs < 60 ? 1 : 0);
    const listening = figureAt(only('listening'), 0, justNow).rings;
    expect(at(RING_COUNT - 1, listening)).toBeGreaterThan(at(0, listening));
    const speaking = figureAt(only('speaking'), 0, justNow).rings;
    expect(at(0, speaking)).toBeGreaterThan(at(RING_COUNT - 1, speaking));
  });

  it('settles in the state that holds, wherever it came from', () => {
    let weights = only('speaking');
    for (let frame = 0; frame < 60; frame += 1) weights = approach(weights, 'listening', 0.12);
    expect(weights.listening).toBeGreaterThan(0.99);
    expect(weights.speaking).toBeLessThan(0.01);
  });
});
