/**
 * A caller's microphone that is never silent on the wire: speech when there is some, else zeros. The native side paces
 * it, as a sound card does, so that a stall of this process is not jitter on the line; times are when samples leave.
 */
import {
  AudioFrame,
  AudioSource,
  LocalAudioTrack,
  type Room,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import { CALLER_RATE_HZ } from '../support/human-speech.ts';
import { pause } from './until.ts';

const FRAME_MS = 10;
const FRAME_SAMPLES = (CALLER_RATE_HZ / 1_000) * FRAME_MS;
const LARGEST_QUEUE_MS = 200;
/** What lies ready on the native side: longer than most stalls of a busy process. */
const AHEAD_MS = 80;

export interface Said {
  /** When the first and the last sample left, monotonic ms, to about 10 ms. */
  startMs: number;
  endMs: number;
}
export interface MicrophoneLine {
  say(pcm: Int16Array): Promise<Said>;
  stop(): void;
}
interface Speech {
  pcm: Int16Array;
  at: number;
  startMs: number;
  done: (said: Said) => void;
}

export async function openMicrophoneLine(room: Room): Promise<MicrophoneLine> {
  const source = new AudioSource(CALLER_RATE_HZ, 1, LARGEST_QUEUE_MS);
  const track = LocalAudioTrack.createAudioTrack('microphone', source);
  await room.localParticipant?.publishTrack(track, new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }));
  const waiting: Speech[] = [];
  let running = true;
  async function run(): Promise<void> {
    while (running) {
      const aheadMs = source.queuedDuration;
      if (aheadMs >= AHEAD_MS) {
        await pause(FRAME_MS);
        continue;
      }
      const frame = new Int16Array(FRAME_SAMPLES);
      const speech = waiting[0];
      const leavesMs = performance.now() + aheadMs;
      if (speech) {
        if (speech.at === 0) speech.startMs = leavesMs;
        frame.set(speech.pcm.subarray(speech.at, speech.at + FRAME_SAMPLES));
        speech.at += FRAME_SAMPLES;
      }
      await source.captureFrame(new AudioFrame(frame, CALLER_RATE_HZ, 1, FRAME_SAMPLES)).catch(() => undefined);
      if (speech && speech.at >= speech.pcm.length) {
        waiting.shift();
        const endMs = leavesMs + FRAME_MS;
        setTimeout(() => speech.done({ startMs: speech.startMs, endMs }), Math.max(0, endMs - performance.now()));
      }
    }
    await source.close();
  }
  void run();
  return {
    say: (pcm) => new Promise((done) => waiting.push({ pcm, at: 0, startMs: 0, done })),
    stop: () => {
      running = false;
    },
  };
}
