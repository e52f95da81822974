/** Cuts the silence that flite puts around each piece, so that the pause between pieces is ours to choose. Pure. */

/** Far below the quietest consonant of the voices, above their rounding noise. */
const SILENCE = 60;
const MARGIN_MS = 12;

export function trimSilence(samples: Int16Array, sampleRateHz: number): Int16Array {
  const loud = (sample: number) => Math.abs(sample) > SILENCE;
  const first = samples.findIndex(loud);
  if (first < 0) return samples.subarray(0, 0);
  const last = samples.findLastIndex(loud);
  const margin = Math.round((MARGIN_MS * sampleRateHz) / 1000);
  return samples.subarray(Math.max(0, first - margin), Math.min(samples.length, last + 1 + margin));
}
