/**
 * Makes a grey picture easy to read for a recogniser of printed text: dark regions inverted, small pictures enlarged.
 * Pure, and slow enough (20-60 ms at 720p) to belong in a thread.
 */

export interface GreyPicture {
  /** One byte a pixel, row by row, no padding. */
  pixels: Uint8Array;
  widthPx: number;
  heightPx: number;
}

/** `auto` inverts the dark regions, `yes` the whole picture, `no` nothing. */
export type Inversion = 'auto' | 'yes' | 'no';

/** A 4K screen has 8.3 million. */
export const MAX_PICTURE_PIXELS = 40_000_000;

/** Large enough to see a background between letters, small enough to follow the edge of a window. */
const TILE_PX = 32;
/** Of 16 shades; a background below it is dark. */
const DARK_BELOW_SHADE = 7;
/** Beyond this many pixels enlarging costs more time than it saves misread letters. */
const ENLARGE_BELOW_PX = 2_500_000;
/** Measured on 15 px screen fonts: 1 misreads one word in ten, 1.5 none, 2 none but takes twice as long. */
const ENLARGE_BY = 1.5;

export function invert(picture: GreyPicture, inversion: Inversion): GreyPicture {
  if (inversion === 'no') return picture;
  const { pixels, widthPx, heightPx } = picture;
  const out = new Uint8Array(pixels);
  if (inversion === 'yes') {
    for (let at = 0; at < out.length; at++) out[at] = 255 - (out[at] ?? 0);
    return { ...picture, pixels: out };
  }
  for (let top = 0; top < heightPx; top += TILE_PX) {
    const bottom = Math.min(heightPx, top + TILE_PX);
    for (let left = 0; left < widthPx; left += TILE_PX) {
      const right = Math.min(widthPx, left + TILE_PX);
      if (backgroundShade(picture, left, top, right, bottom) >= DARK_BELOW_SHADE) continue;
      for (let y = top; y < bottom; y++) {
        for (let at = y * widthPx + left, end = y * widthPx + right; at < end; at++) out[at] = 255 - (pixels[at] ?? 0);
      }
    }
  }
  return { ...picture, pixels: out };
}

/** The most frequent of 16 shades in the tile: paper is more frequent than ink. */
function backgroundShade(picture: GreyPicture, left: number, top: number, right: number, bottom: number): number {
  const counts = new Uint32Array(16);
  for (let y = top; y < bottom; y++) {
    for (let at = y * picture.widthPx + left, end = y * picture.widthPx + right; at < end; at++) {
      const shade = (picture.pixels[at] ?? 0) >> 4;
      counts[shade] = (counts[shade] ?? 0) + 1;
    }
  }
  return counts.indexOf(Math.max(...counts));
}

/** The picture larger by `factor`, which is 1 for pictures that are large already. Bilinear. */
export function enlarge(picture: GreyPicture): { picture: GreyPicture; factor: number } {
  const { pixels, widthPx, heightPx } = picture;
  if (widthPx * heightPx > ENLARGE_BELOW_PX) return { picture, factor: 1 };
  const width = Math.round(widthPx * ENLARGE_BY);
  const height = Math.round(heightPx * ENLARGE_BY);
  const out = new Uint8Array(width * height);
  const xs = Array.from({ length: width }, (_, x) => place(x, widthPx));
  for (let y = 0; y < height; y++) {
    const row = place(y, heightPx);
    const upper = row.first * widthPx;
    const lower = row.second * widthPx;
    for (let x = 0; x < width; x++) {
      const { first, second, share } = xs[x] ?? { first: 0, second: 0, share: 0 };
      const above = (pixels[upper + first] ?? 0) * (1 - share) + (pixels[upper + second] ?? 0) * share;
      const below = (pixels[lower + first] ?? 0) * (1 - share) + (pixels[lower + second] ?? 0) * share;
      out[y * width + x] = above + (below - above) * row.share + 0.5;
    }
  }
  return { picture: { pixels: out, widthPx: width, heightPx: height }, factor: ENLARGE_BY };
}

function place(at: number, sizePx: number): { first: number; second: number; share: number } {
  const exact = Math.max(0, (at + 0.5) / ENLARGE_BY - 0.5);
  const first = Math.min(sizePx - 1, Math.floor(exact));
  return { first, second: Math.min(sizePx - 1, first + 1), share: exact - first };
}

/** As a PGM file: the one picture format that costs nothing to write. */
export function toPgm({ pixels, widthPx, heightPx }: GreyPicture): Uint8Array {
  const header = new TextEncoder().encode(`P5\n${widthPx} ${heightPx}\n255\n`);
  const file = new Uint8Array(header.length + pixels.length);
  file.set(header);
  file.set(pixels, header.length);
  return file;
}
