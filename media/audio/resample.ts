/**
 * Changes the sample rate of a stream of mono 16-bit audio: a windowed-sinc low-pass, one filter per output phase.
 * Chunks of any size give the same samples as one piece would. It delays by `TAPS / 2` input samples (under 2 ms at
 * 16 kHz); `flush` gives the tail.
 */
import { clipToInt16 } from './pcm.ts';

/** Input samples that each output sample looks at: 48 keep images 60 dB down at the ratios of telephony and speech. */
const TAPS = 48;
/** Share of the lower rate's band that passes: leaves room for the filter to fall before it folds back. */
const PASSBAND = 0.92;

const filters = new Map<string, Float64Array[]>();

export interface Resampler {
  /** The output that these samples complete. */
  push(pcm: Int16Array): Int16Array;
  /** The rest, as if silence followed; the resampler then starts anew. */
  flush(): Int16Array;
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** One filter per phase: `up` phases, each normalised so that a constant stays that constant. */
function phasesOf(up: number, down: number): Float64Array[] {
  const key = `${up}/${down}`;
  const known = filters.get(key);
  if (known) return known;
  const cutoff = PASSBAND * Math.min(1, up / down);
  const phases = Array.from({ length: up }, (_, phase) => {
    const taps = Float64Array.from({ length: TAPS }, (_unused, tap) => {
      const x = tap - (TAPS / 2 - 1) - phase / up;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x);
      const w = (x + TAPS / 2) / TAPS;
      return w <= 0 || w >= 1
        ? 0
        : cutoff * sinc * (0.42 - 0.5 * Math.cos(2 * Math.PI * w) + 0.08 * Math.cos(4 * Math.PI * w));
    });
    const sum = taps.reduce((total, tap) => total + tap, 0);
    return taps.map((tap) => tap / sum);
  });
  filters.set(key, phases);
  return phases;
}

export function createResampler(fromHz: number, toHz: number): Resampler {
  for (const rate of [fromHz, toHz])
    if (!Number.isSafeInteger(rate) || rate < 4000 || rate > 192_000)
      throw new RangeError(`A sample rate must be a whole number from 4000 to 192000 Hz, not ${rate}.`);
  if (fromHz === toHz) return { push: (pcm) => pcm.slice(), flush: () => new Int16Array(0) };
  const divisor = greatestDivisor(fromHz, toHz);
  const up = toHz / divisor;
  const down = fromHz / divisor;
  const phases = phasesOf(up, down);
  const lead = TAPS / 2 - 1;
  let pending = new Int16Array(lead);
  /** Position of the next output in units of 1/up input samples, counted from the first pending sample's window. */
  let position = 0;

  const push = (pcm: Int16Array): Int16Array => {
    const input = new Int16Array(pending.length + pcm.length);
    input.set(pending);
    input.set(pcm, pending.length);
    const last = (input.length - TAPS) * up;
    const out = new Int16Array(last < position ? 0 : Math.floor((last - position) / down) + 1);
    for (let at = 0; at < out.length; at += 1) {
      const start = Math.floor(position / up);
      const taps = phases[position % up];
      let sum = 0;
      if (taps) for (let tap = 0; tap < TAPS; tap += 1) sum += (taps[tap] ?? 0) * (input[start + tap] ?? 0);
      out[at] = clipToInt16(sum);
      position += down;
    }
    const used = Math.min(input.length, Math.floor(position / up));
    position -= used * up;
    pending = input.slice(used);
    return out;
  };
  return {
    push,
    flush: () => {
      const tail = push(new Int16Array(TAPS / 2));
      pending = new Int16Array(lead);
      position = 0;
      return tail;
    },
  };
}

/** A whole piece at once. For a stream use `createResampler`: pieces resampled apart click where they meet. */
export function resampleWhole(pcm: Int16Array, fromHz: number, toHz: number): Int16Array {
  const resampler = createResampler(fromHz, toHz);
  const body = resampler.push(pcm);
  const tail = resampler.flush();
  const out = new Int16Array(body.length + tail.length);
  out.set(body);
  out.set(tail, body.length);
  return out;
}
