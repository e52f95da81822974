/**
 * Limited-range YUV to RGB, in slices that leave the event loop free: 720p takes some milliseconds, a picture for a
 * model two. Encodes nothing.
 */

/** Chrome's camera and screen capture is BT.601; recordings in HD are often BT.709. */
export type ColourMatrix = 'bt601' | 'bt709';

/** Red from V, green from U and V, blue from U, as 16.16 fixed point. */
const COEFFICIENTS: Record<ColourMatrix, { redV: number; greenU: number; greenV: number; blueU: number }> = {
  bt601: { redV: 104597, greenU: 25675, greenV: 53279, blueU: 132201 },
  bt709: { redV: 117489, greenU: 13975, greenV: 34925, blueU: 138438 },
};
/** 255 / 219. */
const LUMA = 76309;
const HALF = 1 << 15;
/** A slice is given up to this long before others have their turn. */
const SLICE_MS = 4;
const ROWS_PER_LOOK_AT_THE_CLOCK = 16;

export interface YuvPlanes {
  widthPx: number;
  heightPx: number;
  /** Tightly packed; U and V have half the size in both directions, rounded up. */
  y: Uint8Array;
  u: Uint8Array;
  v: Uint8Array;
}

/** Three bytes per pixel, row by row. Rejects with the signal's reason. */
export async function yuvToRgb(
  planes: YuvPlanes,
  matrix: ColourMatrix,
  signal: AbortSignal,
): Promise<Uint8ClampedArray> {
  const rgb = new Uint8ClampedArray(planes.widthPx * planes.heightPx * 3);
  let since = performance.now();
  for (let row = 0; row < planes.heightPx; row += ROWS_PER_LOOK_AT_THE_CLOCK) {
    convertRows(planes, COEFFICIENTS[matrix], rgb, row, Math.min(row + ROWS_PER_LOOK_AT_THE_CLOCK, planes.heightPx));
    if (performance.now() - since < SLICE_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    since = performance.now();
  }
  return rgb;
}

function convertRows(
  { widthPx, y, u, v }: YuvPlanes,
  { redV, greenU, greenV, blueU }: (typeof COEFFICIENTS)[ColourMatrix],
  rgb: Uint8ClampedArray,
  fromRow: number,
  toRow: number,
): void {
  const uvWidth = (widthPx + 1) >> 1;
  for (let row = fromRow; row < toRow; row++) {
    const uvRow = (row >> 1) * uvWidth;
    let at = row * widthPx;
    let out = at * 3;
    for (let x = 0; x < widthPx; x++, at++) {
      const blueness = (u[uvRow + (x >> 1)] as number) - 128;
      const redness = (v[uvRow + (x >> 1)] as number) - 128;
      const light = ((y[at] as number) - 16) * LUMA + HALF;
      rgb[out++] = (light + redV * redness) >> 16;
      rgb[out++] = (light - greenU * blueness - greenV * redness) >> 16;
      rgb[out++] = (light + blueU * blueness) >> 16;
    }
  }
}
