import { describe, expect, it } from 'vitest';
import { ReadMemory } from '../../../agents/seeing/read-memory.ts';
import { HD, line, randomFrom, render, svg, withNoise } from '../../support/video-scenes.ts';

const page = (clock: string, quality?: number) =>
  render(svg(HD, line('Build log', 60, 90, 30) + line(clock, 60, 400, 30)), 0, quality);
const whole = { x: 0, y: 0, width: 1280, height: 720 };

describe('what was read', () => {
  it('differs where a digit turned since, and nowhere for a codec or a sensor', async () => {
    const memory = new ReadMemory();
    const read = await page('45 percent');
    memory.remember(read, [whole]);
    expect(memory.differing(read)).toEqual([]);
    expect(memory.differing(await page('45 percent', 70))).toEqual([]);
    expect(memory.differing(withNoise(read, 4, randomFrom(1)))).toEqual([]);
    const boxes = memory.differing(await page('97 percent'));
    expect(boxes.length).toBeGreaterThan(0);
    for (const box of boxes) {
      expect(box.y).toBeGreaterThan(350);
      expect(box.x + box.width).toBeLessThan(140);
    }
  });
  it('is remembered place by place: what was not read again still differs', async () => {
    const memory = new ReadMemory();
    memory.remember(await page('45 percent'), [whole]);
    const later = await page('97 percent');
    memory.remember(later, [{ x: 0, y: 0, width: 1280, height: 200 }]);
    expect(memory.differing(later).length).toBeGreaterThan(0);
    memory.remember(later, [{ x: 0, y: 352, width: 640, height: 80 }]);
    expect(memory.differing(later)).toEqual([]);
  });
  it('is nothing in another size', async () => {
    const memory = new ReadMemory();
    memory.remember(await page('45 percent'), [whole]);
    expect(memory.differing(await render(svg({ widthPx: 640, heightPx: 480 }, '')))).toEqual([]);
  });
});
