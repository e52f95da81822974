/**
 * A screen or camera that a caller shares, on rtc-node: publishes rendered pages as I420 at a steady rate, changes what
 * is shown when told to, and ends like a browser's track does.
 */
import {
  LocalVideoTrack,
  type Room,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
} from '@livekit/rtc-node';
import type { I420Frame } from '../../media/video/frame.ts';

export interface SharedPicture {
  trackSid: string;
  /** From now on; resolves with the monotonic time its first frame was handed to the line. */
  show(frame: I420Frame): Promise<number>;
  /** Sends nothing any more, though the track stays. */
  freeze(): void;
  stop(): Promise<void>;
}
export interface SharingOptions {
  as?: 'screen' | 'camera';
  /** 15. */
  fps?: number;
  /** Bits a second at most; 3,000,000. */
  maxBitrate?: number;
}

export async function sharePicture(
  room: Room,
  first: I420Frame,
  { as = 'screen', fps = 15, maxBitrate = 3_000_000 }: SharingOptions = {},
): Promise<SharedPicture> {
  const source = new VideoSource(first.widthPx, first.heightPx);
  const track = LocalVideoTrack.createVideoTrack(as, source);
  const publication = await room.localParticipant?.publishTrack(
    track,
    new TrackPublishOptions({
      source: as === 'screen' ? TrackSource.SOURCE_SCREENSHARE : TrackSource.SOURCE_CAMERA,
      simulcast: false,
      videoEncoding: { maxBitrate: BigInt(maxBitrate), maxFramerate: fps },
    }),
  );
  if (!publication?.sid) throw new Error(`The ${as} could not be published.`);
  let shown = packed(first);
  let frozen = false;
  let started: ((atMs: number) => void)[] = [];
  const timer = setInterval(() => {
    if (frozen) return;
    source.captureFrame(shown, BigInt(Math.round(performance.now() * 1_000)));
    for (const tell of started.splice(0)) tell(performance.now());
  }, 1_000 / fps);
  return {
    trackSid: publication.sid,
    show: (frame) => {
      shown = packed(frame);
      frozen = false;
      return new Promise((resolve) => started.push(resolve));
    },
    freeze: () => {
      frozen = true;
    },
    stop: async () => {
      clearInterval(timer);
      started = [];
      await room.localParticipant?.unpublishTrack(publication.sid ?? '').catch(() => undefined);
      await source.close();
    },
  };
}

/** The planes in one buffer, as the line takes them. */
function packed({ widthPx, heightPx, y, u, v }: I420Frame): VideoFrame {
  const data = new Uint8Array(y.length + u.length + v.length);
  data.set(y);
  data.set(u, y.length);
  data.set(v, y.length + u.length);
  return new VideoFrame(data, widthPx, heightPx, VideoBufferType.I420);
}
