/**
 * Did the rows of a place move up or down, and how far? Row sums of now are laid over those of before at every offset;
 * the best fit must be far better than standing still, and must fit in every column band too. Pure.
 */
import { BAND_PX } from './cell-grid.ts';
import type { Box } from './frame.ts';

export interface RowBands {
  /** One sum of 64 pixels per row and band, row by row. */
  sums: Uint16Array;
  bands: number;
}
/** What shows beyond the new edge must leave this much of the place in common, or it is just another picture. */
const COMMON_SHARE = 0.25;
const LEAST_ROWS = 64;
/** Mean misfit, in grey levels of a row, that compression leaves in rows that really moved. */
const MISFIT_LEVELS = 2.5;
/** A row that does not belong (a bar that stays, a new picture) counts no more than this. */
const MOST_MISFIT_LEVELS = 20;
/** The best offset must explain the picture this much better than no movement. */
const BETTER_THAN_STILL = 0.35;

/** Rows moved (positive: up), or undefined when nothing fits. */
export function findScroll(before: RowBands, now: RowBands, place: Box): number | undefined {
  const firstBand = Math.floor(place.x / BAND_PX);
  const endBand = Math.min(now.bands, Math.ceil((place.x + place.width) / BAND_PX));
  const rows = place.height;
  if (rows < LEAST_ROWS || endBand <= firstBand) return undefined;
  const old = rowSums(before, place, firstBand, endBand);
  const fresh = rowSums(now, place, firstBand, endBand);
  const furthest = Math.floor(rows * (1 - COMMON_SHARE));
  const width = (endBand - firstBand) * BAND_PX;
  const still = misfit(old, fresh, 0, 1, MOST_MISFIT_LEVELS * width);
  const candidates: { offset: number; cost: number }[] = [];
  for (let offset = -furthest; offset <= furthest; offset++) {
    if (offset === 0) continue;
    const worst = candidates.length < 4 ? Number.POSITIVE_INFINITY : (candidates[3]?.cost ?? 0);
    const cost = misfit(old, fresh, offset, 2, MOST_MISFIT_LEVELS * width);
    if (cost >= worst) continue;
    candidates.push({ offset, cost });
    candidates.sort((a, b) => a.cost - b.cost);
    candidates.length = Math.min(candidates.length, 4);
  }
  if (candidates.every(({ cost }) => cost > still * BETTER_THAN_STILL && cost > MISFIT_LEVELS * width))
    return undefined;
  let best: { offset: number; cost: number } | undefined;
  for (const { offset } of candidates) {
    const cost = bandMisfit(before, now, place, firstBand, endBand, offset);
    if (!best || cost < best.cost) best = { offset, cost };
  }
  const unmoved = bandMisfit(before, now, place, firstBand, endBand, 0);
  if (!best || best.cost > unmoved * BETTER_THAN_STILL || best.cost > MISFIT_LEVELS * BAND_PX) return undefined;
  return best.offset;
}

function rowSums({ sums, bands }: RowBands, place: Box, firstBand: number, endBand: number): Int32Array {
  const out = new Int32Array(place.height);
  for (let row = 0; row < place.height; row++) {
    let sum = 0;
    for (let band = firstBand; band < endBand; band++) sum += sums[(place.y + row) * bands + band] as number;
    out[row] = sum;
  }
  return out;
}

/** Mean difference of rows; what is at `row + offset` before is at `row` now. */
function misfit(old: Int32Array, fresh: Int32Array, offset: number, step: number, most: number): number {
  const from = Math.max(0, -offset);
  const to = Math.min(fresh.length, fresh.length - offset);
  let sum = 0;
  let counted = 0;
  for (let row = from; row < to; row += step, counted++)
    sum += Math.min(most, Math.abs((fresh[row] as number) - (old[row + offset] as number)));
  return sum / Math.max(1, counted);
}

function bandMisfit(before: RowBands, now: RowBands, place: Box, first: number, end: number, offset: number): number {
  const from = Math.max(0, -offset);
  const to = Math.min(place.height, place.height - offset);
  const most = MOST_MISFIT_LEVELS * BAND_PX;
  let sum = 0;
  for (let row = from; row < to; row++) {
    const at = (place.y + row) * now.bands;
    const was = (place.y + row + offset) * now.bands;
    for (let band = first; band < end; band++)
      sum += Math.min(most, Math.abs((now.sums[at + band] as number) - (before.sums[was + band] as number)));
  }
  return sum / Math.max(1, (to - from) * (end - first));
}
