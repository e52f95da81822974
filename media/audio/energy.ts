/**
 * Loudness of audio in short blocks: fine enough to place the end of a word within 8 ms. Pure.
 */
import { rmsWithoutOffset } from './pcm.ts';

/** 8 ms at 16 kHz. */
export const BLOCK_SAMPLES = 128;

/** Root mean square of each whole block of `blockSamples`, offset removed. */
export function blockEnergies(pcm: Int16Array, blockSamples = BLOCK_SAMPLES): number[] {
  return Array.from({ length: Math.floor(pcm.length / blockSamples) }, (_, block) =>
    rmsWithoutOffset(pcm, block * blockSamples, (block + 1) * blockSamples),
  );
}
