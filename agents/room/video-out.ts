/**
 * The agent's own picture as a video track: one still picture, repeated so that whoever comes later sees it soon, and
 * more often right after it changed, so that it gets sharp at once. Owns the track and its source; draws nothing.
 */
import {
  type LocalParticipant,
  LocalVideoTrack,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
} from '@livekit/rtc-node';
import { withDeadline } from '../../media/clock.ts';

/** Planar YUV 4:2:0 without padding. The array owns its buffer: the native side reads that from byte 0. */
export interface StillPicture {
  widthPx: number;
  heightPx: number;
  i420: Uint8Array;
}

/** A page finds the agent's picture by its being a screen share of an agent; the name is for people. */
const TRACK_NAME = 'agent-picture';
const STEADY_MS = 500;
const BURST_MS = 100;
/** Three seconds of ten frames each: the encoder starts coarse and refines what stands still. */
const BURST_FRAMES = 30;
const MAX_BITRATE = 3_000_000n;
const PUBLISH_DEADLINE_MS = 5_000;

interface Shown {
  source: VideoSource;
  sid: string;
  widthPx: number;
  heightPx: number;
}

export class RoomVideoOut {
  readonly #participant: () => LocalParticipant | undefined;
  readonly #onError: (error: unknown) => void;
  #shown: Shown | undefined;
  #frame: VideoFrame | undefined;
  #burst = 0;
  #timer: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(participant: () => LocalParticipant | undefined, onError: (error: unknown) => void) {
    this.#participant = participant;
    this.#onError = onError;
  }

  /** Publishes it, or changes what is published. Rejects when it cannot be published in time. */
  show(picture: StillPicture): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#closed) throw new Error('The room has been left: nothing can be shown in it.');
      const { widthPx, heightPx, i420 } = picture;
      if (this.#shown && (this.#shown.widthPx !== widthPx || this.#shown.heightPx !== heightPx))
        await this.#unpublish();
      this.#frame = new VideoFrame(i420, widthPx, heightPx, VideoBufferType.I420);
      if (!this.#shown) await this.#publish(widthPx, heightPx);
      this.#burst = BURST_FRAMES;
      this.#repeat();
    });
  }
  /** Never rejects; does nothing when nothing is shown. */
  hide(): Promise<void> {
    return this.#inTurn(() => this.#unpublish()).catch((error: unknown) => this.#onError(error));
  }
  /** The room is being left: its tracks go with it. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#frame = undefined;
    const { source } = this.#shown ?? {};
    this.#shown = undefined;
    await source?.close();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
  async #publish(widthPx: number, heightPx: number): Promise<void> {
    const participant = this.#participant();
    if (!participant) throw new Error('The room has not been joined: nothing can be shown in it.');
    const source = new VideoSource(widthPx, heightPx);
    const track = LocalVideoTrack.createVideoTrack(TRACK_NAME, source);
    const options = new TrackPublishOptions({
      source: TrackSource.SOURCE_SCREENSHARE,
      simulcast: false,
      videoEncoding: { maxBitrate: MAX_BITRATE, maxFramerate: 1_000 / BURST_MS },
    });
    try {
      const publishing = participant.publishTrack(track, options);
      const never = new AbortController().signal;
      const { sid = '' } = await withDeadline(publishing, PUBLISH_DEADLINE_MS, never, 'Publishing the picture');
      this.#shown = { source, sid, widthPx, heightPx };
    } catch (error) {
      await source.close();
      throw error;
    }
    if (this.#closed) await this.close();
  }
  async #unpublish(): Promise<void> {
    clearTimeout(this.#timer);
    this.#frame = undefined;
    const shown = this.#shown;
    this.#shown = undefined;
    if (!shown || this.#closed) return;
    try {
      const unpublishing = this.#participant()?.unpublishTrack(shown.sid) ?? Promise.resolve();
      const never = new AbortController().signal;
      await withDeadline(unpublishing, PUBLISH_DEADLINE_MS, never, 'Taking the picture away');
    } finally {
      await shown.source.close();
    }
  }
  #repeat(): void {
    clearTimeout(this.#timer);
    if (!this.#shown || !this.#frame) return;
    try {
      this.#shown.source.captureFrame(this.#frame, BigInt(Date.now()) * 1_000n);
    } catch (error) {
      this.#onError(error);
    }
    this.#burst = Math.max(0, this.#burst - 1);
    this.#timer = setTimeout(() => this.#repeat(), this.#burst > 0 ? BURST_MS : STEADY_MS);
    this.#timer.unref();
  }
}
