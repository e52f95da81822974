/** Pictures that leave for a model: true in colour, upright, bounded, blank where they must be, and never too many at once. */
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { DeadlineError, VirtualClock } from '../../../media/clock.ts';
import { FrameError } from '../../../media/video/check-frame.ts';
import type { I420Frame } from '../../../media/video/frame.ts';
import { Normaliser } from '../../../media/video/normaliser.ts';
import { fromUpright, toUpright } from '../../../media/video/upright.ts';
import { PictureBusyError } from '../../../media/video/work-gate.ts';
import { blankFrame, fromRgb, HD, line, render, svg, withRect } from '../../support/video-scenes.ts';

const signal = new AbortController().signal;
const normaliser = new Normaliser({ deadlineMs: 20_000 });

/** Red, green, blue, white quarters. */
function quarters(widthPx: number, heightPx: number): I420Frame {
  const colours = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
  ];
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++)
      rgb.set(colours[(y * 2 >= heightPx ? 2 : 0) + (x * 2 >= widthPx ? 1 : 0)] ?? [], (y * widthPx + x) * 3);
  return fromRgb(rgb, widthPx, heightPx);
}

/** Colours at places given as shares of the picture. */
async function coloursOf(jpeg: Buffer, places: [number, number][]): Promise<number[][]> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return places.map(([x, y]) => {
    const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * 3;
    return [...data.subarray(at, at + 3)];
  });
}
const CORNERS: [number, number][] = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.2, 0.8],
  [0.8, 0.8],
];
const nearly = (colours: number[][], expected: number[][]): void => {
  for (const [i, colour] of colours.entries())
    for (const [channel, value] of colour.entries())
      expect(Math.abs(value - (expected[i]?.[channel] ?? -1000)), `colour ${i}: ${colour}`).toBeLessThanOrEqual(8);
};
const RED = [255, 0, 0];
const GREEN = [0, 255, 0];
const BLUE = [0, 0, 255];
const WHITE = [255, 255, 255];

describe('a picture', () => {
  test('has the colours of the frame, at most 768 px on its longer side, in proportion', async () => {
    const picture = await normaliser.picture(quarters(1280, 720), { quality: 95 }, signal);
    expect(picture).toMatchObject({ widthPx: 768, heightPx: 432, box: { x: 0, y: 0, width: 1280, height: 720 } });
    nearly(await coloursOf(picture.jpeg, CORNERS), [RED, GREEN, BLUE, WHITE]);
  });
  test('is upright however the camera was held', async () => {
    const frame = { ...quarters(320, 200), rotationDegrees: 90 as const };
    const picture = await normaliser.picture(frame, { quality: 95 }, signal);
    expect(picture).toMatchObject({ widthPx: 200, heightPx: 320 });
    nearly(await coloursOf(picture.jpeg, CORNERS), [BLUE, RED, WHITE, GREEN]);
    const turned = await normaliser.picture({ ...frame, rotationDegrees: 270 }, { quality: 95 }, signal);
    nearly(await coloursOf(turned.jpeg, CORNERS), [GREEN, WHITE, RED, BLUE]);
  });
  test('of a part is that part at full resolution, also at odd places and with wide strides', async () => {
    const tight = quarters(321, 201);
    const strideY = 352;
    const y = new Uint8Array(strideY * 200 + 321).fill(77);
    for (let row = 0; row < 201; row++) y.set(tight.y.subarray(row * 321, (row + 1) * 321), row * strideY);
    const frame = { ...tight, y, strideY };
    const picture = await normaliser.picture(
      frame,
      { crop: { x: 161, y: 101, width: 160, height: 100 }, quality: 95 },
      signal,
    );
    expect(picture.box).toEqual({ x: 160, y: 100, width: 161, height: 101 });
    expect(picture).toMatchObject({ widthPx: 161, heightPx: 101 });
    nearly(
      await coloursOf(picture.jpeg, [
        [0.5, 0.5],
        [0.95, 0.95],
      ]),
      [WHITE, WHITE],
    );
  });
  test('is black where it was masked, in the thumbnail too, and only there', async () => {
    const frame = quarters(640, 360);
    const masks = [{ x: 320, y: 0, width: 320, height: 180 }];
    const picture = await normaliser.picture(frame, { masks, quality: 95 }, signal);
    nearly(await coloursOf(picture.jpeg, CORNERS), [RED, [0, 0, 0], BLUE, WHITE]);
    const thumbnail = await normaliser.thumbnail(picture, signal);
    expect(thumbnail).toMatchObject({ widthPx: 256, heightPx: 144 });
    nearly(await coloursOf(thumbnail.jpeg, CORNERS), [RED, [0, 0, 0], BLUE, WHITE]);
    expect(frame.y[500]).not.toBe(16);
  });
  test('is never enlarged', async () => {
    expect(await normaliser.picture(quarters(3, 1), {}, signal)).toMatchObject({ widthPx: 3, heightPx: 1 });
  });
});

describe('a grey picture for reading', () => {
  test('of a dark place is inverted, of a light one is not', async () => {
    const dark = await render(svg(HD, line('login failed', 60, 100, 20, '#dddddd'), '#1e1e1e'));
    const light = await render(svg(HD, line('login failed', 60, 100, 20)));
    const box = { x: 51, y: 75, width: 201, height: 43 };
    for (const [frame, inverted] of [
      [dark, true],
      [light, false],
    ] as const) {
      const grey = await normaliser.greyPng(frame, box, [], signal);
      expect(grey).toMatchObject({ widthPx: 201, heightPx: 43, inverted, box });
      expect((await sharp(grey.png).metadata()).channels).toBe(1);
      const { data } = await sharp(grey.png).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
      expect(data[0]).toBeGreaterThan(200);
      expect(Math.min(...data)).toBeLessThan(90);
    }
  });
  test('has nothing of what was masked', async () => {
    const frame = withRect(blankFrame(HD, 0, 235), 100, 100, 50, 20, 60);
    const grey = await normaliser.greyPng(
      frame,
      { x: 90, y: 90, width: 200, height: 100 },
      [{ x: 100, y: 100, width: 50, height: 20 }],
      signal,
    );
    const { data } = await sharp(grey.png).raw().toBuffer({ resolveWithObject: true });
    expect(new Set(data)).toEqual(new Set([16, 235]));
  });
});

test('boxes turn with the picture and back', () => {
  for (const rotationDegrees of [0, 90, 180, 270] as const) {
    const frame = { widthPx: 640, heightPx: 360, rotationDegrees };
    const box = { x: 10, y: 20, width: 100, height: 50 };
    expect(fromUpright(toUpright(box, frame), frame)).toEqual(box);
  }
  expect(toUpright({ x: 0, y: 0, width: 10, height: 20 }, { widthPx: 100, heightPx: 50, rotationDegrees: 90 })).toEqual(
    { x: 30, y: 0, width: 20, height: 10 },
  );
});

describe('too much, too late, too broken', () => {
  test('beyond what may wait, a picture is refused by name, and the others are made', async () => {
    const narrow = new Normaliser({ atOnce: 1, longestQueue: 2, deadlineMs: 20_000 });
    const frame = quarters(640, 360);
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => narrow.picture(frame, {}, signal)));
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(outcomes[4]).toMatchObject({ reason: new PictureBusyError(2) });
    await expect(narrow.picture(frame, {}, signal)).resolves.toBeDefined();
  });
  test('an aborted wait ends with its reason and gives its place back', async () => {
    const narrow = new Normaliser({ atOnce: 1, longestQueue: 1, deadlineMs: 20_000 });
    const frame = quarters(640, 360);
    const stop = new AbortController();
    const first = narrow.picture(frame, {}, signal);
    const second = narrow.picture(frame, {}, stop.signal);
    stop.abort(new Error('The turn is over.'));
    await expect(second).rejects.toThrow('The turn is over.');
    await expect(Promise.all([first, narrow.picture(frame, {}, signal)])).resolves.toHaveLength(2);
  });
  test('a picture that takes too long is given up', async () => {
    const clock = new VirtualClock();
    const late = new Normaliser({ deadlineMs: 1_000, clock }).picture(quarters(640, 360), {}, signal);
    clock.advance(1_000);
    await expect(late).rejects.toThrow(DeadlineError);
  });
  test('a broken frame or a place outside of it is refused with the value', async () => {
    const frame = quarters(64, 36);
    await expect(normaliser.picture({ ...frame, v: frame.v.subarray(1) }, {}, signal)).rejects.toThrow('Plane V');
    await expect(normaliser.picture(frame, { crop: { x: 64, y: 0, width: 9, height: 9 } }, signal)).rejects.toThrow(
      FrameError,
    );
  });
});
