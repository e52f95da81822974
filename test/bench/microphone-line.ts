/**
 * A caller's microphone that is never silent on the wire: speech when there is some, else zeros, 10 ms at a time and at
 * the pace of a clock. There is no queue behind it, so a frame handed over is on its way.
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

const FRAME_MS = 10;
const FRAME_SAMPLES = (CALLER_RATE_HZ / 1_000) * FRAME_MS;
/** A stall longer than this is not made up for: a real microphone would have lost it. */
const LARGEST_DEBT_MS = 60;

export interface Said {
  /** When the first and the last sample were handed to the line, monotonic ms. */
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
  const source = new AudioSource(CALLER_RATE_HZ, 1, 0);
  const track = LocalAudioTrack.createAudioTrack('microphone', source);
  await room.localParticipant?.publishTrack(track, new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }));
  const waiting: Speech[] = [];
  let running = true;
  async function run(): Promise<void> {
    let dueMs = performance.now();
    while (running) {
      const frame = new Int16Array(FRAME_SAMPLES);
      const speech = waiting[0];
      if (speech) {
        if (speech.at === 0) speech.startMs = performance.now();
        frame.set(speech.pcm.subarray(speech.at, speech.at + FRAME_SAMPLES));
        speech.at += FRAME_SAMPLES;
      }
      await source.captureFrame(new AudioFrame(frame, CALLER_RATE_HZ, 1, FRAME_SAMPLES)).catch(() => undefined);
      if (speech && speech.at >= speech.pcm.length) {
        waiting.shift();
        speech.done({ startMs: speech.startMs, endMs: performance.now() });
      }
      dueMs = Math.max(dueMs + FRAME_MS, performance.now() - LARGEST_DEBT_MS);
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
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
