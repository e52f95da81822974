/**
 * Recordings the tests render themselves: pages drawn as SVG, turned into the frames a decoder would give, with the
 * noise of a camera or the traces of a codec. The same seed gives the same frames.
 */
import sharp from 'sharp';
import type { I420Frame } from '../../media/video/frame.ts';

export interface Size {
  widthPx: number;
  heightPx: number;
}
export const HD: Size = { widthPx: 1280, heightPx: 720 };

/** mulberry32: numbers of 0..1 that are the same in every run. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function svg({ widthPx, heightPx }: Size, body: string, ground = '#ffffff'): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><rect width="100%" height="100%" fill="${ground}"/>${body}</svg>`;
}

/** One line of text; `y` is its base line. */
export function line(text: string, x: number, y: number, sizePx = 18, fill = '#111111'): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" font-family="DejaVu Sans, Liberation Sans, Arial, sans-serif" font-size="${sizePx}" fill="${fill}" xml:space="preserve">${safe}</text>`;
}

const WORDS =
  'invoice total build finished error line server market number water letter window report summer paper train'.split(
    ' ',
  );

/** `count` lines of words, 26 px apart, chosen by the seed. */
export function paragraph(seed: number, x: number, y: number, count: number, fill = '#111111'): string {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, row) => {
    const words = Array.from({ length: 7 }, () => WORDS[Math.floor(random() * WORDS.length)]);
    return line(`${row} ${words.join(' ')} ${Math.floor(random() * 1000)}`, x, y + row * 26, 18, fill);
  }).join('');
}

/** A page or slide rendered to a frame; with `jpegQuality` it went through a codec first. */
export async function render(source: string, atMs = 0, jpegQuality?: number): Promise<I420Frame> {
  let picture = sharp(Buffer.from(source)).removeAlpha();
  if (jpegQuality !== undefined) picture = sharp(await picture.jpeg({ quality: jpegQuality }).toBuffer());
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return fromRgb(data, info.width, info.height, atMs);
}

/** BT.601, limited range, as Chrome's capture does it. */
export function fromRgb(rgb: Uint8Array, widthPx: number, heightPx: number, atMs = 0): I420Frame {
  const frame = blankFrame({ widthPx, heightPx }, atMs);
  const { y, u, v, strideUv } = frame;
  for (let row = 0; row < heightPx; row++)
    for (let x = 0; x < widthPx; x++) {
      const at = (row * widthPx + x) * 3;
      const [r, g, b] = [rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0];
      y[row * widthPx + x] = 16 + (65.738 * r + 129.057 * g + 25.064 * b) / 256 + 0.5;
      if (row % 2 === 1 || x % 2 === 1) continue;
      u[(row >> 1) * strideUv + (x >> 1)] = 128.5 + (-37.945 * r - 74.494 * g + 112.439 * b) / 256;
      v[(row >> 1) * strideUv + (x >> 1)] = 128.5 + (112.439 * r - 94.154 * g - 18.285 * b) / 256;
    }
  return frame;
}

/** Grey all over. */
export function blankFrame({ widthPx, heightPx }: Size, atMs = 0, luma = 128): I420Frame {
  const strideUv = (widthPx + 1) >> 1;
  const chroma = strideUv * ((heightPx + 1) >> 1);
  return {
    widthPx,
    heightPx,
    y: new Uint8Array(widthPx * heightPx).fill(luma),
    u: new Uint8Array(chroma).fill(128),
    v: new Uint8Array(chroma).fill(128),
    strideY: widthPx,
    strideUv,
    rotationDegrees: 0,
    atMs,
  };
}

/** The same picture at another time; the planes are shared. */
export const at = (frame: I420Frame, atMs: number): I420Frame => ({ ...frame, atMs });

/** A copy with a rectangle of one grey. */
export function withRect(
  frame: I420Frame,
  x: number,
  y: number,
  width: number,
  height: number,
  luma: number,
): I420Frame {
  const copy = { ...frame, y: frame.y.slice() };
  for (let row = y; row < Math.min(frame.heightPx, y + height); row++)
    copy.y.fill(luma, row * frame.strideY + x, row * frame.strideY + Math.min(frame.widthPx, x + width));
  return copy;
}

/** A copy with the noise of a sensor: a sum of uniforms, `levels` grey levels of standard deviation. */
export function withNoise(frame: I420Frame, levels: number, random: () => number): I420Frame {
  const y = new Uint8Array(frame.y.length);
  const table = Int8Array.from({ length: 4096 }, () => Math.round((random() + random() + random() - 1.5) * 2 * levels));
  let place = Math.floor(random() * 4096);
  for (let i = 0; i < y.length; i++) {
    if ((i & 63) === 0) place = Math.floor(random() * 4096);
    place = (place + 1) & 4095;
    y[i] = Math.max(0, Math.min(255, (frame.y[i] ?? 0) + (table[place] ?? 0)));
  }
  return { ...frame, y };
}
