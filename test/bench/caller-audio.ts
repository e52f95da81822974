/** The callers' voices as samples at 48 kHz: sentences, sentences with a pause inside, a cough. Rendered once per run. */
import { CALLER_RATE_HZ, silence, speak } from '../support/human-speech.ts';
import type { PausedUtterance } from './phrases.ts';

export interface SpokenPhrase {
  text: string;
  startMs: number;
  endMs: number;
}
export interface SpokenUtterance {
  text: string;
  pcm: Int16Array;
  /** Each phrase with its times since the first sample; one where there is no pause. */
  phrases: SpokenPhrase[];
}

export const lengthMs = (pcm: Int16Array): number => Math.round((pcm.length / CALLER_RATE_HZ) * 1_000);

export async function sentence(text: string): Promise<SpokenUtterance> {
  const pcm = await speak(text);
  return { text, pcm, phrases: [{ text, startMs: 0, endMs: lengthMs(pcm) }] };
}

export async function withPause({ phrases: [before, after], pauseMs }: PausedUtterance): Promise<SpokenUtterance> {
  const first = await speak(before);
  const second = await speak(after);
  const pcm = joined([first, silence(pauseMs), second]);
  const startMs = lengthMs(first) + pauseMs;
  return {
    text: `${before} ${after}`,
    pcm,
    phrases: [
      { text: before, startMs: 0, endMs: lengthMs(first) },
      { text: after, startMs, endMs: startMs + lengthMs(second) },
    ],
  };
}

const COUGH_MS = 180;
const COUGH_PEAK = 9_000;

/** A burst of noise that dies away; the same samples in every run. */
export function cough(): SpokenUtterance {
  const pcm = silence(COUGH_MS);
  let state = 22_222;
  for (let i = 0; i < pcm.length; i += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const noise = (state >>> 16) / 32_768 - 1;
    pcm[i] = Math.round(noise * COUGH_PEAK * Math.exp((-3 * i) / pcm.length));
  }
  return { text: '', pcm, phrases: [] };
}

export function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
