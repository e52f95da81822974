/**
 * Frames to pictures for models and people: upright, of bounded size, in true colours, encoded once. Scaling, turning
 * and encoding run in threads; what remains for the loop is done in slices. Looks at nothing and keeps no frame.
 */
import sharp from 'sharp';
import { type Clock, DeadlineError, realClock } from '../clock.ts';
import { checkFrame, clampBox } from './check-frame.ts';
import type { Box, I420Frame } from './frame.ts';
import { type GreyPicture, greyRegion } from './grey-region.ts';
import { blankBoxes } from './masks.ts';
import { uprightSize } from './upright.ts';
import { WorkGate } from './work-gate.ts';
import { type ColourMatrix, yuvToRgb } from './yuv-to-rgb.ts';

// Memory stays flat without a cache, and a picture takes one thread: calls share the cores.
sharp.cache(false);
sharp.concurrency(1);

/** What vision models of today look at before they scale it down themselves. */
const MODEL_SIDE_PX = 768;
const THUMBNAIL_SIDE_PX = 256;
const JPEG_QUALITY = 78;
const THUMBNAIL_QUALITY = 70;

export interface PictureOptions {
  /** The longer side is at most this; never enlarged. 768. */
  maxSidePx?: number;
  /** A place in pixels of the stored frame, at full resolution as far as `maxSidePx` allows. */
  crop?: Box;
  /** Blanked before anything is encoded, in pixels of the stored frame. */
  masks?: readonly Box[];
  /** 1..100. */
  quality?: number;
  matrix?: ColourMatrix;
}
export interface JpegPicture {
  jpeg: Buffer;
  /** Upright size. */
  widthPx: number;
  heightPx: number;
  /** The place it shows, in pixels of the stored frame. */
  box: Box;
}
export interface GreyPng extends Omit<GreyPicture, 'pixels'> {
  png: Buffer;
}
export interface NormaliserOptions {
  /** Pictures encoded at once, 2. */
  atOnce?: number;
  /** Pictures waiting at most, 8: the next is refused with PictureBusyError. */
  longestQueue?: number;
  /** From the asking to the picture, 3,000: DeadlineError. */
  deadlineMs?: number;
  clock?: Clock;
}

/**
 * All methods reject with FrameError (bad frame, box outside), PictureBusyError, DeadlineError, or the signal's reason.
 * A frame's planes must stay as they are until the promise settles.
 */
export class Normaliser {
  readonly #gate: WorkGate;
  readonly #deadlineMs: number;
  readonly #clock: Clock;

  constructor({ atOnce = 2, longestQueue = 8, deadlineMs = 3_000, clock = realClock }: NormaliserOptions = {}) {
    this.#gate = new WorkGate(atOnce, longestQueue);
    this.#deadlineMs = deadlineMs;
    this.#clock = clock;
  }

  async picture(frame: I420Frame, options: PictureOptions, signal: AbortSignal): Promise<JpegPicture> {
    return await this.#bounded('Encoding a picture', signal, (ended) => encode(checkFrame(frame), options, ended));
  }

  /** A small version of a picture, for the page: what the model got and nothing else. */
  async thumbnail(picture: JpegPicture, signal: AbortSignal): Promise<JpegPicture> {
    return await this.#bounded('Making a thumbnail', signal, async () => {
      const { data, info } = await sharp(picture.jpeg)
        .resize(THUMBNAIL_SIDE_PX, THUMBNAIL_SIDE_PX, { fit: 'inside', withoutEnlargement: true })
        .jpeg({ quality: THUMBNAIL_QUALITY })
        .toBuffer({ resolveWithObject: true });
      return { jpeg: data, widthPx: info.width, heightPx: info.height, box: picture.box };
    });
  }

  /** What `greyRegion` gives, as a PNG. */
  async greyPng(frame: I420Frame, box: Box, masks: readonly Box[], signal: AbortSignal): Promise<GreyPng> {
    return await this.#bounded('Encoding a grey picture', signal, async () => {
      const { pixels, ...about } = greyRegion(checkFrame(frame), box, masks);
      const raw = { width: about.widthPx, height: about.heightPx, channels: 1 as const };
      const png = await sharp(pixels, { raw }).toColourspace('b-w').png({ compressionLevel: 3 }).toBuffer();
      return { ...about, png };
    });
  }

  async #bounded<T>(what: string, signal: AbortSignal, work: (ended: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const late = new AbortController();
    const timer = this.#clock.setTimer(this.#deadlineMs, () => late.abort(new DeadlineError(what, this.#deadlineMs)));
    const ended = AbortSignal.any([signal, late.signal]);
    const { promise: stopped, reject } = Promise.withResolvers<never>();
    const onEnd = (): void => reject(ended.reason);
    ended.addEventListener('abort', onEnd, { once: true });
    try {
      return await Promise.race([this.#gate.run(() => work(ended), ended), stopped]);
    } finally {
      timer.clear();
      ended.removeEventListener('abort', onEnd);
    }
  }
}

async function encode(frame: I420Frame, options: PictureOptions, ended: AbortSignal): Promise<JpegPicture> {
  const { maxSidePx = MODEL_SIDE_PX, masks = [], quality = JPEG_QUALITY, matrix = 'bt601' } = options;
  const box = evenStart(clampBox(options.crop ?? { x: 0, y: 0, width: frame.widthPx, height: frame.heightPx }, frame));
  const blanked = blankBoxes(frame, masks);
  const scale = Math.min(1, maxSidePx / Math.max(box.width, box.height));
  const widthPx = Math.max(1, Math.round(box.width * scale));
  const heightPx = Math.max(1, Math.round(box.height * scale));
  const half: Box = { x: box.x / 2, y: box.y / 2, width: (box.width + 1) >> 1, height: (box.height + 1) >> 1 };
  const uvSize = [(widthPx + 1) >> 1, (heightPx + 1) >> 1] as const;
  const [y, u, v] = await Promise.all([
    scaled(blanked.y, frame.strideY, frame.heightPx, box, [widthPx, heightPx]),
    scaled(blanked.u, frame.strideUv, (frame.heightPx + 1) >> 1, half, uvSize),
    scaled(blanked.v, frame.strideUv, (frame.heightPx + 1) >> 1, half, uvSize),
  ]);
  ended.throwIfAborted();
  const rgb = await yuvToRgb({ widthPx, heightPx, y, u, v }, matrix, ended);
  const jpeg = await sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .rotate(frame.rotationDegrees)
    .jpeg({ quality })
    .toBuffer();
  ended.throwIfAborted();
  return { jpeg, ...uprightSize({ widthPx, heightPx, rotationDegrees: frame.rotationDegrees }), box };
}

/** Chroma has half the resolution: a crop begins with a whole chroma pixel. */
function evenStart(box: Box): Box {
  const x = box.x & ~1;
  const y = box.y & ~1;
  return { x, y, width: box.width + box.x - x, height: box.height + box.y - y };
}

/** A box of a plane at another size, in a thread. */
async function scaled(
  plane: Uint8Array,
  stride: number,
  rows: number,
  box: Box,
  [width, height]: readonly [number, number],
): Promise<Uint8Array> {
  let whole = plane.subarray(0, stride * rows);
  if (whole.length < stride * rows) {
    // The last row may end with the picture: fill it up to its stride.
    whole = new Uint8Array(stride * rows);
    whole.set(plane);
  }
  return await sharp(whole, { raw: { width: stride, height: rows, channels: 1 } })
    .extract({ left: box.x, top: box.y, width: box.width, height: box.height })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}
