/**
 * What is heard when no words can be: two falling tones, the field's sign for "something is wrong". Pure samples, as a
 * TextToSpeech that ignores its text, so that it plays through the same mouth.
 */
import type { TextToSpeech } from '../models/interfaces.ts';

const RATE_HZ = 24_000;
const TONES_HZ = [660, 440];
const TONE_MS = 220;
const LEVEL = 6_000;

export function alertTone(): Int16Array {
  const samples = (RATE_HZ * TONE_MS) / 1_000;
  const pcm = new Int16Array(samples * TONES_HZ.length);
  TONES_HZ.forEach((hertz, tone) => {
    for (let i = 0; i < samples; i++) {
      const fade = Math.min(1, i / 480, (samples - i) / 480);
      pcm[tone * samples + i] = Math.round(LEVEL * fade * Math.sin((2 * Math.PI * hertz * i) / RATE_HZ));
    }
  });
  return pcm;
}

export const toneSpeech: TextToSpeech = {
  label: 'alert-tone',
  sampleRateHz: RATE_HZ,
  prewarm: async () => undefined,
  synthesize: async function* () {
    yield alertTone();
  },
};
