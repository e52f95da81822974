/**
 * The voice of a call without one: silence as long as the words would take, so that captions advance at reading pace
 * and everything else (turns, interruptions, the record of what was told) goes on as if they were spoken.
 */
import type { TextToSpeech } from '../models/interfaces.ts';
import { CHARACTERS_PER_SECOND } from './heard.ts';

const RATE_HZ = 24_000;
/** As voices do: a long clause need not be whole to begin. */
const CHUNK_SAMPLES = RATE_HZ;

export const silentSpeech: TextToSpeech = {
  label: 'silence',
  sampleRateHz: RATE_HZ,
  prewarm: async () => undefined,
  async *synthesize(text, { signal }) {
    let left = Math.round((text.length / CHARACTERS_PER_SECOND) * RATE_HZ);
    while (left > 0 && !signal.aborted) {
      yield new Int16Array(Math.min(CHUNK_SAMPLES, left));
      left -= CHUNK_SAMPLES;
    }
  },
};
