/**
 * Facts about one frame that need no model: how bright, how sharp, black or not, what it resembles, where text may be.
 * Pure; about two milliseconds at 720p, so ask after a change only.
 */
import { checkFrame } from './check-frame.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Box, I420Frame } from './frame.ts';
import { sampleLuma } from './luma-sample.ts';
import { textRegions } from './text-regions.ts';
import { uprightSize } from './upright.ts';

export interface FrameFacts {
  /** Upright size. */
  widthPx: number;
  heightPx: number;
  /** 0..1 of the range between black and white. */
  brightness: number;
  /** Mean second difference of neighbouring pixels where there is structure, in grey levels: below about 6 is blurred. */
  sharpness: number;
  /** Nothing but black, as a covered camera or a protected window gives. */
  black: boolean;
  /** See `fingerprintDistance`. */
  fingerprint: string;
  /** In pixels of the frame as stored. */
  textRegions: Box[];
}
const BLACK_LEVEL = 16;
const WHITE_LEVEL = 235;
/** Sensor noise in the dark stays below this. */
const NEARLY_BLACK_LEVEL = 28;
const STRUCTURE_LEVELS = 4;

/** Throws FrameError. */
export function describeFrame(frame: I420Frame): FrameFacts {
  const sample = sampleLuma(checkFrame(frame));
  const mean = sample.reduce((sum, value) => sum + value, 0) / sample.length;
  return {
    ...uprightSize(frame),
    brightness: Math.min(1, Math.max(0, (mean - BLACK_LEVEL) / (WHITE_LEVEL - BLACK_LEVEL))),
    sharpness: sharpnessOf(frame),
    black: sample.every((value) => value <= NEARLY_BLACK_LEVEL),
    fingerprint: fingerprintOf(sample),
    textRegions: textRegions(frame),
  };
}

function sharpnessOf({ y, strideY, widthPx, heightPx }: I420Frame): number {
  let sum = 0;
  let counted = 0;
  for (let row = 0; row < heightPx; row += 4)
    for (let at = row * strideY + 1; at < row * strideY + widthPx - 1; at += 2) {
      const left = y[at - 1] as number;
      const right = y[at + 1] as number;
      const middle = y[at] as number;
      if (Math.abs(left - right) < STRUCTURE_LEVELS && Math.abs(left - middle) < STRUCTURE_LEVELS) continue;
      sum += Math.abs(2 * middle - left - right);
      counted++;
    }
  return counted === 0 ? 0 : sum / counted;
}
