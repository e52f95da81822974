/**
 * Audio that sounds and measures like a voice: a harmonic tone with the rise and fall of syllables, never silent
 * inside. Pure, and cheap to serve: one second is computed once and cut to length.
 */

export const SPEECH_HZ = 24_000;
const PITCH_HZ = 160;
/** Of everything that is no scripted answer: an ear tells it from an answer within 10 ms (`test/bench/ear.ts`). */
const ASIDE_HZ = 1_500;
const SYLLABLES_HZ = 4;

const second = oneSecond(PITCH_HZ, 6);
const asideSecond = oneSecond(ASIDE_HZ, 2);

/** `ms` of voice-like audio, 24 kHz mono 16 bit; the whole is ready at once. An aside sounds much higher. */
export function speechLikeTone(ms: number, kind: 'answer' | 'aside' = 'answer'): Int16Array<ArrayBuffer> {
  return repeated(kind === 'answer' ? second : asideSecond, ms);
}

function repeated(second: Int16Array<ArrayBuffer>, ms: number): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(Math.round((SPEECH_HZ * ms) / 1000));
  for (let at = 0; at < samples.length; at += second.length) {
    samples.set(second.subarray(0, Math.min(second.length, samples.length - at)), at);
  }
  return samples;
}

function oneSecond(pitchHz: number, harmonics: number): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(SPEECH_HZ);
  for (let i = 0; i < samples.length; i += 1) {
    const t = i / SPEECH_HZ;
    const envelope = 0.7 + 0.3 * Math.sin(2 * Math.PI * SYLLABLES_HZ * t);
    let value = 0;
    for (let harmonic = 1; harmonic <= harmonics; harmonic += 1)
      value += Math.sin(2 * Math.PI * pitchHz * harmonic * t) / harmonic;
    samples[i] = Math.round(5000 * envelope * value);
  }
  return samples;
}
