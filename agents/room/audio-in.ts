/**
 * One subscribed microphone as windows of 512 samples at 16 kHz (32 ms: one wake-up is one window of voice activity).
 * Owns the native stream; stale audio is not its business (the ear drops it).
 */
import { AudioStream, type RemoteTrack } from '@livekit/rtc-node';

export const WINDOW_SAMPLES = 512;
const RATE_HZ = 16_000;
const WINDOW_MS = 32;

/** Reads until the track ends or `signal` aborts. `onWindow` gets a buffer of its own. Never throws. */
export async function readMicrophone(
  track: RemoteTrack,
  signal: AbortSignal,
  onWindow: (pcm: Int16Array) => void,
  onError: (error: unknown) => void,
): Promise<void> {
  const reader = new AudioStream(track, { sampleRate: RATE_HZ, numChannels: 1, frameSizeMs: WINDOW_MS }).getReader();
  // Unsubscribing gives no end of stream: only this ends the read.
  const stop = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  let rest = new Int16Array(0);
  try {
    for (;;) {
      if (signal.aborted) return;
      const { done, value } = await reader.read();
      if (done) return;
      let pcm = value.data;
      if (rest.length > 0) {
        const joined = new Int16Array(rest.length + pcm.length);
        joined.set(rest);
        joined.set(pcm, rest.length);
        pcm = joined;
      }
      let at = 0;
      for (; at + WINDOW_SAMPLES <= pcm.length; at += WINDOW_SAMPLES) onWindow(pcm.slice(at, at + WINDOW_SAMPLES));
      rest = pcm.slice(at);
    }
  } catch (error) {
    if (!signal.aborted) onError(error);
  } finally {
    signal.removeEventListener('abort', stop);
    await reader.cancel().catch(() => undefined);
  }
}
