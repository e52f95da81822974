/** Recorded voices (8 kHz files) as 16 kHz samples, and what tests do with them: place, soften, window. */
import { readFileSync } from 'node:fs';
import { resampleWhole } from '../../../media/audio/resample.ts';
import { readWav } from '../../../media/audio/wav.ts';

export const RATE_HZ = 16_000;
export const WINDOW = 512;

export function recording(name: 'agent-reply' | 'caller-interrupts' | 'caller-right'): Int16Array {
  const { pcm, sampleRateHz } = readWav(readFileSync(new URL(`./fixtures/${name}.wav`, import.meta.url)));
  return resampleWhole(pcm, sampleRateHz, RATE_HZ);
}

export interface Placed {
  pcm: Int16Array;
  atMs: number;
  gain?: number;
}

/** `seconds` of a microphone that hears all of `sounds` and a little hiss; repeatable. */
export function microphone(seconds: number, sounds: readonly Placed[], hiss = 6): Int16Array {
  const mix = new Float64Array(seconds * RATE_HZ);
  let seed = 1;
  for (let at = 0; at < mix.length; at += 1) {
    seed = (seed * 48_271) % 2_147_483_647;
    mix[at] = (seed / 2_147_483_647 - 0.5) * 2 * hiss;
  }
  for (const { pcm, atMs, gain = 1 } of sounds) {
    const offset = Math.round((atMs * RATE_HZ) / 1000);
    for (let at = 0; at < pcm.length && offset + at < mix.length; at += 1)
      mix[offset + at] = (mix[offset + at] ?? 0) + gain * (pcm[at] ?? 0);
  }
  return Int16Array.from(mix, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample))));
}

/** Windows of 512 samples with the time of their last sample. */
export function* windows(pcm: Int16Array): Generator<{ window: Int16Array; atMs: number }> {
  for (let at = 0; at + WINDOW <= pcm.length; at += WINDOW)
    yield { window: pcm.slice(at, at + WINDOW), atMs: ((at + WINDOW) * 1000) / RATE_HZ };
}
