/** Recorded questions for callers: text spoken by a flite voice (recognisers and voice activity hear it well), 48 kHz. */
import { startFlitePool } from '../../agents/models/embedded/speech/flite-pool.ts';
import { resampleWhole } from '../../media/audio/resample.ts';

export const CALLER_RATE_HZ = 48_000;
const spoken = new Map<string, Promise<Int16Array>>();

/** Mono samples at 48 kHz, silence trimmed at both ends so that the last sample is the end of speech. */
export async function speak(text: string, voice: 'slt' | 'rms' | 'awb' = 'rms'): Promise<Int16Array> {
  const key = `${voice} ${text}`;
  const known = spoken.get(key) ?? render(text, voice);
  spoken.set(key, known);
  return await known;
}

async function render(text: string, voice: 'slt' | 'rms' | 'awb'): Promise<Int16Array> {
  const pool = await startFlitePool({ threads: 1, log: { debug() {}, info() {}, warn() {}, error() {} } });
  try {
    const { samples, sampleRateHz } = await pool.render(text, voice, 1, AbortSignal.timeout(20_000));
    return trim(resampleWhole(samples, sampleRateHz, CALLER_RATE_HZ));
  } finally {
    await pool.close();
  }
}

const LOUD = 300;
function trim(pcm: Int16Array): Int16Array {
  const first = pcm.findIndex((sample) => Math.abs(sample) > LOUD);
  const last = pcm.findLastIndex((sample) => Math.abs(sample) > LOUD);
  return first < 0 ? pcm : pcm.slice(first, last + 1);
}
export const silence = (ms: number): Int16Array => new Int16Array((CALLER_RATE_HZ / 1_000) * ms);
