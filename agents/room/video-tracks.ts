/**
 * The cameras and screens of the people in a room: subscribed only while seeing is on, each with a slot that holds its
 * newest frame. Decides nothing about what is seen.
 */
import {
  type RemoteParticipant,
  type RemoteTrack,
  type RemoteTrackPublication,
  TrackKind,
  TrackSource,
} from '@livekit/rtc-node';
import { LatestSlot } from '../../media/latest-slot.ts';
import type { I420Frame, VideoSourceId } from '../seeing/frame.ts';
import { readVideo } from './video-in.ts';

export interface VideoSource {
  id: VideoSourceId;
  frames: LatestSlot<I420Frame>;
  /** Ends with the track, with seeing, or with the call. */
  signal: AbortSignal;
}
export interface VideoTracksOptions {
  onOpened(source: VideoSource): void;
  onClosed(id: VideoSourceId): void;
  onError(what: string, error: unknown): void;
}
/** More pictures at once than this are not looked at: each costs decoding. */
const MAX_SOURCES = 4;
/**
 * A camera sends all the time, up to 30 frames a second, and is looked at five times: the others are not worth a copy.
 * A browser sends a screen when it changes: not one of its frames may be left out.
 */
const REST_MS = { camera: 180, screen: 0 } as const;

export class VideoTracks {
  readonly #options: VideoTracksOptions;
  readonly #publications = new Map<string, RemoteTrackPublication>();
  /** Taken in by the room, though perhaps not looked at: more than are looked at at once, or muted. */
  readonly #received = new Map<string, { track: RemoteTrack; participant: RemoteParticipant }>();
  readonly #open = new Map<string, { source: VideoSource; stop: AbortController }>();
  #seeing = false;

  constructor(options: VideoTracksOptions) {
    this.#options = options;
  }

  get seeing(): boolean {
    return this.#seeing;
  }
  setSeeing(on: boolean): void {
    if (on === this.#seeing) return;
    this.#seeing = on;
    for (const publication of this.#publications.values()) this.#subscribe(publication, on);
    if (!on) for (const sid of [...this.#open.keys()]) this.#close(sid);
  }

  published(publication: RemoteTrackPublication): void {
    if (publication.kind !== TrackKind.KIND_VIDEO) return;
    this.#publications.set(publication.sid ?? '', publication);
    if (this.#seeing) this.#subscribe(publication, true);
  }
  unpublished(publication: RemoteTrackPublication): void {
    const sid = publication.sid ?? '';
    this.#received.delete(sid);
    if (this.#publications.delete(sid)) this.#close(sid);
  }
  subscribed(track: RemoteTrack, publication: RemoteTrackPublication, participant: RemoteParticipant): void {
    const sid = track.sid ?? '';
    if (track.kind !== TrackKind.KIND_VIDEO || this.#open.has(sid)) return;
    if (!this.#seeing || this.#open.size >= MAX_SOURCES) return this.#subscribe(publication, false);
    this.#received.set(sid, { track, participant });
    if (publication.muted) return;
    const stop = new AbortController();
    const id: VideoSourceId = {
      track: publication.source === TrackSource.SOURCE_SCREENSHARE ? 'screen' : 'camera',
      participantIdentity: participant.identity,
      trackSid: sid,
    };
    const source: VideoSource = { id, frames: new LatestSlot<I420Frame>(), signal: stop.signal };
    this.#open.set(sid, { source, stop });
    this.#options.onOpened(source);
    void readVideo({
      track,
      signal: stop.signal,
      restMs: REST_MS[id.track],
      onFrame: (frame) => source.frames.put(frame),
      onError: (error) => this.#options.onError('video', error),
    }).finally(() => this.#close(sid));
  }
  unsubscribed(track: RemoteTrack): void {
    this.#received.delete(track.sid ?? '');
    if (track.kind === TrackKind.KIND_VIDEO) this.#close(track.sid ?? '');
  }
  /** A camera that is switched off for a while shows nothing: what it showed last is not what is there. */
  muted(publication: RemoteTrackPublication, muted: boolean): void {
    const sid = publication.sid ?? '';
    const received = this.#received.get(sid);
    if (muted) this.#close(sid);
    else if (received) this.subscribed(received.track, publication, received.participant);
  }
  close(): void {
    this.#seeing = false;
    this.#received.clear();
    for (const sid of [...this.#open.keys()]) this.#close(sid);
    this.#publications.clear();
  }

  #subscribe(publication: RemoteTrackPublication, on: boolean): void {
    try {
      publication.setSubscribed(on);
    } catch (error) {
      this.#options.onError('video subscription', error);
    }
  }
  #close(sid: string): void {
    const open = this.#open.get(sid);
    if (!open) return;
    this.#open.delete(sid);
    open.stop.abort();
    this.#options.onClosed(open.source.id);
    if (!this.#seeing) return;
    // Whoever had no room before has some now.
    for (const publication of this.#publications.values())
      if (publication.sid !== sid && !publication.subscribed) this.#subscribe(publication, true);
  }
}
