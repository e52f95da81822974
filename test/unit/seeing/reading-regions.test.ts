import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Change, TextLine } from '../../../agents/seeing/frame.ts';
import { quoted, scrollLines } from '../../../agents/seeing/page-text.ts';
import { joinChanges, regionsToRead } from '../../../agents/seeing/reading-regions.ts';

const HD = { widthPx: 1280, heightPx: 720 };
const whole = { x: 0, y: 0, width: 1280, height: 720 };
const line = (text: string, x: number, y: number, width: number): TextLine => ({
  text,
  confidence: 0.9,
  box: { x, y, width, height: 24 },
});
const region = (...regions: Box[]): Change => ({ kind: 'region', regions, share: 0.01 });

describe('what is read after a change', () => {
  it('is the whole line when a word of it changed, and no other line', () => {
    const known = [line('Build running in 12 s', 60, 100, 400), line('Error 4711', 60, 160, 200)];
    expect(regionsToRead(region({ x: 150, y: 104, width: 90, height: 16 }), known, HD)).toEqual([
      { x: 44, y: 92, width: 432, height: 40 },
    ]);
  });
  it('is the line that is being written, though the new letters stand beside it', () => {
    const known = [line('Hello wor', 60, 100, 140)];
    const [box] = regionsToRead(region({ x: 210, y: 100, width: 24, height: 24 }), known, HD);
    expect(box?.x).toBeLessThan(60);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeGreaterThan(240);
  });
  it('is everything after a cut, and one place when the places are many', () => {
    expect(regionsToRead({ kind: 'scene', regions: [], share: 1 }, [], HD)).toEqual([whole]);
    const many = Array.from({ length: 9 }, (_, i) => ({ x: 100, y: i * 80, width: 10, height: 10 }));
    expect(regionsToRead(region(...many), [], HD)).toHaveLength(1);
  });
  it('lies inside the picture and covers what changed, whatever changed', () => {
    const box = fc.record({
      x: fc.nat(1279),
      y: fc.nat(719),
      width: fc.integer({ min: 1, max: 800 }),
      height: fc.integer({ min: 1, max: 500 }),
    });
    fc.assert(
      fc.property(
        fc.array(box, { minLength: 1, maxLength: 10 }),
        fc.array(box, { maxLength: 10 }),
        (changed, lines) => {
          const known = lines.map((at) => ({ text: 'x', confidence: 1, box: at }));
          const read = regionsToRead(region(...changed), known, HD);
          for (const { x, y, width, height } of read) {
            expect(Math.min(x, y, width - 1, height - 1)).toBeGreaterThanOrEqual(0);
            expect(x + width).toBeLessThanOrEqual(1280);
            expect(y + height).toBeLessThanOrEqual(720);
          }
          for (const { x, y } of changed)
            expect(read.some((b) => x >= b.x && x < b.x + b.width && y >= b.y && y < b.y + b.height)).toBe(true);
        },
      ),
    );
  });
  it('is everything when a cut was among the changes, in the size of the newest frame', () => {
    const after = joinChanges(
      { kind: 'scene', regions: [whole], share: 1 },
      region({ x: 1, y: 1, width: 2, height: 2 }),
      { widthPx: 640, heightPx: 480 },
    );
    expect(after).toEqual({ kind: 'scene', regions: [{ x: 0, y: 0, width: 640, height: 480 }], share: 1 });
  });
});

describe('known text', () => {
  it('moves with its place when that is scrolled, and stays under a bar that stays', () => {
    const known = [line('Menu', 10, 10, 100), line('first', 10, 110, 100), line('second', 10, 300, 100)];
    const moved = scrollLines(known, 60, { x: 0, y: 100, width: 1280, height: 620 });
    expect(moved.map(({ text, box }) => [text, box.y])).toEqual([
      ['Menu', 10],
      ['second', 240],
    ]);
  });
  it('is quoted line by line, whatever stands for a new line', () => {
    expect(quoted('# a\r\n- b\u2028> c')).toBe('> # a\n> - b\n> > c');
  });
});
