/** Frames of every size, stride and turn, whole and broken: facts or a clear error, and nothing kept. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChangeDetector } from '../../../media/video/change-detector.ts';
import { FrameError } from '../../../media/video/check-frame.ts';
import { describeFrame } from '../../../media/video/features.ts';
import type { I420Frame } from '../../../media/video/frame.ts';
import { greyRegion } from '../../../media/video/grey-region.ts';
import { blankBoxes } from '../../../media/video/masks.ts';
import { Normaliser } from '../../../media/video/normaliser.ts';
import { warmUpVideo } from '../../../media/video/warm-up.ts';
import { blankFrame, randomFrom } from '../../support/video-scenes.ts';

const signal = new AbortController().signal;
const normaliser = new Normaliser({ deadlineMs: 20_000 });
const side = (longest: number) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(1, 2, 3, 7, 8, 9, longest) },
    { weight: 3, arbitrary: fc.integer({ min: 1, max: longest }) },
  );

/** Planes begin anywhere in their buffer and have just the bytes they need, full of noise. */
const frames = fc
  .record({
    widthPx: side(1920),
    heightPx: side(1200),
    extraY: fc.integer({ min: 0, max: 40 }),
    extraUv: fc.integer({ min: 0, max: 40 }),
    shift: fc.integer({ min: 0, max: 5 }),
    rotationDegrees: fc.constantFrom(0 as const, 90 as const, 180 as const, 270 as const),
    seed: fc.integer(),
  })
  .map(({ widthPx, heightPx, extraY, extraUv, shift, rotationDegrees, seed }): I420Frame => {
    const random = randomFrom(seed);
    const plane = (stride: number, width: number, height: number): Uint8Array => {
      const bytes = new Uint8Array(shift + stride * (height - 1) + width);
      for (let i = 0; i < bytes.length; i += 97) bytes.fill(random() * 256, i, i + 60);
      return bytes.subarray(shift);
    };
    const strideY = widthPx + extraY;
    const uvWidth = (widthPx + 1) >> 1;
    const uvHeight = (heightPx + 1) >> 1;
    const strideUv = uvWidth + extraUv;
    const u = plane(strideUv, uvWidth, uvHeight);
    const y = plane(strideY, widthPx, heightPx);
    return { widthPx, heightPx, y, u, v: u.slice(), strideY, strideUv, rotationDegrees, atMs: 0 };
  });

test('any whole frame can be compared, described, masked, read and encoded', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(frames, fc.nat({ max: 1919 }), fc.nat({ max: 1199 }), async (frame, x, y) => {
      const { widthPx, heightPx, rotationDegrees } = frame;
      const detector = new ChangeDetector();
      expect(detector.offer(frame)?.kind).toBe('first');
      const inverse = { ...frame, y: frame.y.map((value) => 255 - value), atMs: 200 };
      for (const change of [detector.offer(inverse), detector.tick(400), detector.tick(600)])
        for (const box of change?.regions ?? []) {
          expect(box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0).toBe(true);
          expect(box.x + box.width <= widthPx && box.y + box.height <= heightPx).toBe(true);
        }
      expect(describeFrame(frame).fingerprint).toMatch(/^[0-9a-f]{16}$/);
      const box = { x: x % widthPx, y: y % heightPx, width: 300, height: 200 };
      const grey = greyRegion(frame, box, [box]);
      expect(grey.pixels).toHaveLength(grey.widthPx * grey.heightPx);
      expect(new Set(grey.pixels).size).toBe(1);
      const picture = await normaliser.picture(blankBoxes(frame, [box]), { maxSidePx: 200 }, signal);
      expect(Math.max(picture.widthPx, picture.heightPx)).toBe(Math.min(200, Math.max(widthPx, heightPx)));
      if (widthPx > heightPx * 1.1)
        expect(picture.widthPx >= picture.heightPx).toBe(
          rotationDegrees % 180 === 0 || picture.widthPx === picture.heightPx,
        );
    }),
    { numRuns: 40 },
  );
});

test('any frame with a plane cut short or a size that does not fit is refused with a sentence', () => {
  const break1 = fc.constantFrom<(frame: I420Frame) => I420Frame>(
    (frame) => ({ ...frame, y: frame.y.subarray(1) }),
    (frame) => ({ ...frame, u: frame.u.subarray(1) }),
    (frame) => ({ ...frame, v: new Uint8Array(0) }),
    (frame) => ({ ...frame, widthPx: 0 }),
    (frame) => ({ ...frame, heightPx: 1.5 }),
    (frame) => ({ ...frame, heightPx: Number.NaN }),
    (frame) => ({ ...frame, widthPx: frame.strideY + 1 }),
    (frame) => ({ ...frame, strideUv: -4 }),
    (frame) => ({ ...frame, widthPx: 100_000 }),
  );
  fc.assert(
    fc.property(frames, break1, (frame, broken) => {
      for (const use of [() => new ChangeDetector().offer(broken(frame)), () => describeFrame(broken(frame))])
        expect(use).toThrow(FrameError);
    }),
    { numRuns: 60 },
  );
});

test('thousands of frames leave nothing behind', async () => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function')
    throw new Error('This Node cannot collect garbage on demand: --expose-gc had no effect.');
  const detector = new ChangeDetector();
  // What a buffer held is given back in a thread, some time after it was collected.
  const used = async (): Promise<number> => {
    for (let round = 0; round < 5; round++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
  };
  const show = (from: number, to: number): void => {
    for (let i = from; i < to; i++)
      detector.offer(blankFrame({ widthPx: 640, heightPx: 360 }, i * 150, 100 + (i % 50)));
  };
  show(0, 300);
  const before = await used();
  show(300, 3300);
  // One kept frame is 345 kB; three thousand would be a gigabyte.
  expect((await used()) - before).toBeLessThan(2_000_000);
});

test('the eye is warmed up without holding the loop, and stops when told', async () => {
  await warmUpVideo(signal);
  await expect(warmUpVideo(AbortSignal.abort(new Error('The process ends.')))).rejects.toThrow('The process ends.');
});
