/** Pictures made easy to read, and what was found put into the order people read. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { enlarge, invert, toPgm } from '../../../agents/seeing/reading/grey-picture.ts';
import { languageData } from '../../../agents/seeing/reading/language-data.ts';
import { orderedLines } from '../../../agents/seeing/reading/ocr-lines.ts';
import { ocrRequestOf } from '../../../agents/seeing/reading/ocr-request.ts';
import { pngFile } from '../../support/png-file.ts';

const picture = (widthPx: number, heightPx: number, shade: (x: number, y: number) => number) => ({
  widthPx,
  heightPx,
  pixels: Uint8Array.from({ length: widthPx * heightPx }, (_, at) => shade(at % widthPx, Math.floor(at / widthPx))),
});

test('a dark window beside light paper is inverted, the paper is not', () => {
  const screen = picture(128, 64, (x, y) => (x < 64 ? (y % 9 === 0 ? 20 : 250) : y % 9 === 0 ? 240 : 16));
  const { pixels } = invert(screen, 'auto');
  const at = (x: number, y: number) => pixels[y * 128 + x];
  expect([at(10, 1), at(10, 0), at(100, 1), at(100, 0)]).toEqual([250, 20, 239, 15]);
  expect(invert(screen, 'no').pixels).toEqual(screen.pixels);
  expect(invert(invert(screen, 'yes'), 'yes').pixels).toEqual(screen.pixels);
});

test('any size is enlarged without a pixel out of place, and large pictures stay as they are', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(255),
      (width, height, shade) => {
        const { picture: large, factor } = enlarge(picture(width, height, () => shade));
        expect(large.pixels).toHaveLength(large.widthPx * large.heightPx);
        expect(large.widthPx).toBe(Math.round(width * factor));
        expect(large.pixels.every((pixel) => pixel === shade)).toBe(true);
        expect(toPgm(large).length).toBeGreaterThan(large.pixels.length);
      },
    ),
  );
  expect(enlarge(picture(2000, 1300, () => 0)).factor).toBe(1);
});

test('lines come from top to bottom and left to right, in pixels of the picture that was sent', () => {
  const bbox = (x0: number, y0: number) => ({ x0, y0, x1: x0 + 30, y1: y0 + 15 });
  const lines = orderedLines(
    [
      { text: ' below ', confidence: 90, bbox: bbox(0, 60) },
      { text: 'right', confidence: 80, bbox: bbox(300, 4) },
      { text: 'left', confidence: 95, bbox: bbox(0, 0) },
      { text: '~', confidence: 3, bbox: bbox(0, 30) },
      { text: ' ', confidence: 99, bbox: bbox(0, 30) },
    ],
    1.5,
  );
  expect(lines.map(({ text }) => text)).toEqual(['left', 'right', 'below']);
  expect(lines[1]?.box).toEqual({ x: 200, y: 2, width: 20, height: 11 });
});

test('a language that is not installed is named with its package; a path is no language', () => {
  expect(languageData('eng').map(({ code }) => code)).toEqual(['eng']);
  expect(() => languageData('deu')).toThrow(/@tesseract\.js-data\/deu is not installed/);
  for (const bad of ['../../etc', 'eng/../deu', '', 'a', 'eng+eng+deu+fra+spa'])
    expect(() => languageData(bad)).toThrow();
});

test('a request that cannot be is refused before it waits', () => {
  const of = (query: Record<string, string>, type: string, bytes: Uint8Array) =>
    ocrRequestOf(new URLSearchParams(query), type, bytes);
  expect(of({ slot: 's', invert: 'yes' }, '', pngFile(2, 2))).toMatchObject({ slot: 's', inversion: 'yes' });
  expect(of({ width: '3', height: '2' }, 'application/x-grey', new Uint8Array(6)).picture).toMatchObject({
    widthPx: 3,
  });
  expect(() => of({ width: '3', height: '3' }, 'application/x-grey', new Uint8Array(6))).toThrow(/3 x 3/);
  expect(() => of({}, 'application/x-grey', new Uint8Array(6))).toThrow(/width and height/);
  expect(() => of({ deadlineMs: 'soon' }, '', pngFile(2, 2))).toThrow(/deadlineMs="soon"/);
  expect(() => of({}, 'image/png', Buffer.from('no picture'))).toThrow(/neither a PNG nor a JPEG/);
});
