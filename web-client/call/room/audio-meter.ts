/**
 * How loud a track is, 0 to 1, asked for once per drawn frame. One audio context serves the page: phones allow few.
 * The curve is for the eye: speech at a usual distance lands between 0.3 and 0.9.
 */
export interface AudioMeter {
  level: () => number;
  close: () => void;
}

/** Below this a room is silent (about -54 dBFS). */
const FLOOR = 0.002;
/** Ordinary close speech (about -14 dBFS). */
const FULL = 0.2;

let shared: AudioContext | undefined;

export function audioContext(): AudioContext {
  shared ??= new AudioContext();
  return shared;
}

/** A context made before the first tap sleeps; every tap may wake it. */
export function wakeAudio(): void {
  const context = audioContext();
  if (context.state === 'suspended') context.resume().catch(() => undefined);
}

export function perceivedLevel(rms: number): number {
  if (rms <= FLOOR) return 0;
  return Math.min(1, Math.log(rms / FLOOR) / Math.log(FULL / FLOOR));
}

export function meterTrack(track: MediaStreamTrack): AudioMeter {
  const context = audioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      return perceivedLevel(Math.sqrt(sum / samples.length));
    },
    close: () => source.disconnect(),
  };
}
