/** A steady voice-like tone with slow syllables, in 10 ms frames handed to a sink until it is stopped. */
const FRAME_MS = 10;
const PITCH_HZ = 180;
const SYLLABLES_PER_SECOND = 3.5;
const PEAK = 14_000;

export interface Tone {
  loudness(level: number): void;
  stop(): void;
}

export function startTone(sampleRate: number, sink: (samples: Int16Array) => Promise<void>): Tone {
  const perFrame = (sampleRate * FRAME_MS) / 1000;
  let level = 0;
  let position = 0;
  let stopped = false;
  const run = async (): Promise<void> => {
    while (!stopped) {
      const samples = new Int16Array(perFrame);
      for (let index = 0; index < perFrame; index += 1, position += 1) {
        const seconds = position / sampleRate;
        const syllable = 0.35 + 0.65 * Math.abs(Math.sin(Math.PI * SYLLABLES_PER_SECOND * seconds));
        const voice = Math.sin(2 * Math.PI * PITCH_HZ * seconds) + 0.5 * Math.sin(4 * Math.PI * PITCH_HZ * seconds);
        samples[index] = Math.round((PEAK / 1.5) * level * syllable * voice);
      }
      /* The source takes frames as fast as they are played, and so sets the pace. */
      await sink(samples);
    }
  };
  run().catch(() => {
    stopped = true;
  });
  return {
    loudness: (next) => {
      level = next;
    },
    stop: () => {
      stopped = true;
    },
  };
}
