/**
 * Audio that sounds and measures like a voice: a harmonic tone with the rise and fall of syllables, never silent
 * inside. Pure, and cheap to serve: one second is computed once and cut to length.
 */

export const SPEECH_HZ = 24_000;
const PITCH_HZ = 160;
const SYLLABLES_HZ = 4;

const second = oneSecond();

/** `ms` of voice-like audio, 24 kHz mono 16 bit; the whole is ready at once. */
export function speechLikeTone(ms: number): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(Math.round((SPEECH_HZ * ms) / 1000));
  for (let at = 0; at < samples.length; at += second.length) {
    samples.set(second.subarray(0, Math.min(second.length, samples.length - at)), at);
  }
  return samples;
}

function oneSecond(): Int16Array<ArrayBuffer> {
  const samples = new Int16Array(SPEECH_HZ);
  for (let i = 0; i < samples.length; i += 1) {
    const t = i / SPEECH_HZ;
    const envelope = 0.7 + 0.3 * Math.sin(2 * Math.PI * SYLLABLES_HZ * t);
    let value = 0;
    for (let harmonic = 1; harmonic <= 6; harmonic += 1)
      value += Math.sin(2 * Math.PI * PITCH_HZ * harmonic * t) / harmonic;
    samples[i] = Math.round(5000 * envelope * value);
  }
  return samples;
}
