/**
 * 64 bits that stay nearly the same when a picture is scaled, compressed or a little noisy: was this seen before?
 * Each bit says whether the picture grows clearly darker from one of 9x8 fields to the next. Pure.
 */
import { SAMPLE_HEIGHT, SAMPLE_WIDTH } from './luma-sample.ts';

const COLUMNS = 9;
const ROWS = 8;
/** Flat ground gives 0 and not the toss of a coin. */
const CLEAR_LEVELS = 2;

/** Of a 64x36 luma sample; 16 hexadecimal digits. */
export function fingerprintOf(sample: Uint8Array): string {
  let bits = 0n;
  for (let row = 0; row < ROWS; row++)
    for (let column = 0; column + 1 < COLUMNS; column++) {
      const darker = fieldMean(sample, column, row) - fieldMean(sample, column + 1, row) > CLEAR_LEVELS;
      bits = (bits << 1n) | (darker ? 1n : 0n);
    }
  return bits.toString(16).padStart(16, '0');
}

/** Bits that differ, 0..64: up to about 6 is the same picture. */
export function fingerprintDistance(a: string, b: string): number {
  let differing = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; differing > 0n; differing >>= 1n) count += Number(differing & 1n);
  return count;
}

function fieldMean(sample: Uint8Array, column: number, row: number): number {
  const left = Math.floor((column * SAMPLE_WIDTH) / COLUMNS);
  const right = Math.floor(((column + 1) * SAMPLE_WIDTH) / COLUMNS);
  const top = Math.floor((row * SAMPLE_HEIGHT) / ROWS);
  const bottom = Math.floor(((row + 1) * SAMPLE_HEIGHT) / ROWS);
  let sum = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += sample[y * SAMPLE_WIDTH + x] as number;
  return sum / ((right - left) * (bottom - top));
}
