/**
 * Records a copy of a track and plays it back; resolves to whether anything was loud enough to be a voice. The original
 * is silenced meanwhile, so that in a call nobody hears the test, and given back as it was.
 */
import { meterTrack, wakeAudio } from '../room/audio-meter.ts';
import { storedDevice } from '../room/stored-device.ts';

const RECORD_MS = 2_000;
/** Longer than the recording by what a slow speaker (Bluetooth) needs to wake. */
const PLAY_DEADLINE_MS = 5_000;
/** On the meter's scale: a quiet voice reaches this, an empty room does not. */
const VOICE_LEVEL = 0.2;
const SAMPLE_EVERY_MS = 50;

interface Options {
  signal: AbortSignal;
  onPlaying: () => void;
}

export async function recordAndPlay(track: MediaStreamTrack, { signal, onPlaying }: Options): Promise<boolean> {
  wakeAudio();
  const wasEnabled = track.enabled;
  const copy = track.clone();
  copy.enabled = true;
  track.enabled = false;
  try {
    const { blob, loudest } = await record(copy, signal);
    onPlaying();
    await play(blob, signal);
    return loudest >= VOICE_LEVEL;
  } finally {
    copy.stop();
    track.enabled = wasEnabled;
  }
}

async function record(track: MediaStreamTrack, signal: AbortSignal): Promise<{ blob: Blob; loudest: number }> {
  const recorder = new MediaRecorder(new MediaStream([track]));
  const parts: Blob[] = [];
  const meter = meterTrack(track);
  let loudest = 0;
  const sampling = setInterval(() => {
    loudest = Math.max(loudest, meter.level());
  }, SAMPLE_EVERY_MS);
  recorder.ondataavailable = (event) => parts.push(event.data);
  const stopped = new Promise<void>((resolve) => {
    recorder.onstop = () => resolve();
  });
  const stop = (): void => {
    if (recorder.state !== 'inactive') recorder.stop();
  };
  recorder.start();
  const timer = setTimeout(stop, RECORD_MS);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await stopped;
    signal.throwIfAborted();
    return { blob: new Blob(parts, { type: recorder.mimeType }), loudest };
  } finally {
    clearTimeout(timer);
    clearInterval(sampling);
    meter.close();
  }
}

async function play(blob: Blob, signal: AbortSignal): Promise<void> {
  const address = URL.createObjectURL(blob);
  const audio = new Audio(address);
  const speaker = storedDevice('audiooutput');
  try {
    if (speaker !== undefined && 'setSinkId' in audio) await audio.setSinkId(speaker).catch(() => undefined);
    const over = new Promise<void>((resolve) => {
      audio.onended = () => resolve();
      audio.onerror = () => resolve();
      AbortSignal.any([signal, AbortSignal.timeout(PLAY_DEADLINE_MS)]).addEventListener('abort', () => resolve(), {
        once: true,
      });
    });
    await audio.play();
    await over;
  } finally {
    audio.pause();
    URL.revokeObjectURL(address);
  }
}
