/**
 * One subscribed camera or screen as I420 frames, newest first served: the native stream has no back-pressure, so it is
 * drained as fast as it comes and only the latest frame is kept for whoever looks; or opened for one frame at a time.
 * Owns the stream; looks at nothing.
 */
import { type RemoteTrack, VideoBufferType, type VideoFrame, VideoRotation, VideoStream } from '@livekit/rtc-node';
import { sleep } from '../../media/clock.ts';
import type { I420Frame } from '../seeing/frame.ts';

const ROTATIONS: Record<number, I420Frame['rotationDegrees']> = {
  [VideoRotation.VIDEO_ROTATION_0]: 0,
  [VideoRotation.VIDEO_ROTATION_90]: 90,
  [VideoRotation.VIDEO_ROTATION_180]: 180,
  [VideoRotation.VIDEO_ROTATION_270]: 270,
};

export interface VideoReading {
  track: RemoteTrack;
  signal: AbortSignal;
  /**
   * Frames are not taken over for this long after each: every one is a copy of the picture. 0 takes all of them, as one
   * must where the next may be long in coming.
   */
  restMs: number;
  /** Must not keep the loop: it puts the frame in a slot. */
  onFrame(frame: I420Frame): void;
  onError(error: unknown): void;
}

/** Reads until the track ends or `signal` aborts. Never throws. */
export async function readVideo({ track, signal, restMs, onFrame, onError }: VideoReading): Promise<void> {
  try {
    while (!signal.aborted) {
      if ((await readStream(track, signal, onFrame, restMs > 0)) === 'ended') return;
      await sleep(restMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) onError(error);
  }
}

/** One native stream, which costs nothing while there is none but the decoding; `one`: closed after the first frame. */
async function readStream(
  track: RemoteTrack,
  signal: AbortSignal,
  onFrame: (frame: I420Frame) => void,
  one: boolean,
): Promise<'rests' | 'ended'> {
  const reader = new VideoStream(track).getReader();
  // Unsubscribing gives no end of stream: only this ends the read.
  const stop = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      if (signal.aborted) return 'ended';
      const { done, value } = await reader.read();
      if (done) return 'ended';
      const frame = planar(value.frame, ROTATIONS[value.rotation] ?? 0);
      if (!frame) continue;
      onFrame(frame);
      if (one) return 'rests';
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await reader.cancel().catch(() => undefined);
  }
}

/** Views into the one buffer the frame came in; undefined for a frame whose buffer is not what its size says. */
function planar(frame: VideoFrame, rotationDegrees: I420Frame['rotationDegrees']): I420Frame | undefined {
  // Decoders give I420; anything else is converted by the native side.
  const { data, width, height } = frame.type === VideoBufferType.I420 ? frame : frame.convert(VideoBufferType.I420);
  const strideUv = (width + 1) >> 1;
  const lumaBytes = width * height;
  const chromaBytes = strideUv * ((height + 1) >> 1);
  if (width < 1 || height < 1 || data.length < lumaBytes + 2 * chromaBytes) return undefined;
  return {
    widthPx: width,
    heightPx: height,
    y: data.subarray(0, lumaBytes),
    u: data.subarray(lumaBytes, lumaBytes + chromaBytes),
    v: data.subarray(lumaBytes + chromaBytes, lumaBytes + 2 * chromaBytes),
    strideY: width,
    strideUv,
    rotationDegrees,
    atMs: Date.now(),
  };
}
