/**
 * The eyes of the fake agent: what video of the caller reaches it, the files it is sent, the thumbnails it shows back, and
 * a picture track of its own. It judges nothing: the test does.
 */
import {
  LocalVideoTrack,
  type RemoteTrackPublication,
  type Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
  VideoStream,
} from '@livekit/rtc-node';
import { FILE_TOPIC, SEEN_TOPIC } from '../../../server/api/page-events.ts';

export interface ReceivedFile {
  name: string;
  mimeType: string;
  bytes: Buffer;
}
export interface WatchedVideo {
  source: 'camera' | 'screen';
  widthPx: number;
  heightPx: number;
  frames: number;
}
export interface RgbaPicture {
  widthPx: number;
  heightPx: number;
  rgba: Uint8Array;
}
export interface FakeSight {
  files: readonly ReceivedFile[];
  /** The caller's video tracks that are published now, with the size of the newest frame. */
  watching(): readonly WatchedVideo[];
  /** Sends one thumbnail the way an agent does. */
  showSeen(
    jpeg: Uint8Array,
    about: { source: 'camera' | 'screen'; participant: string; atMs: number; mimeType?: string },
  ): Promise<void>;
  /** Publishes a picture track and feeds it until `stop`. */
  present(picture: RgbaPicture): Promise<{ stop(): Promise<void> }>;
  close(): void;
}

const FRAME_INTERVAL_MS = 100;

export function giveSight(room: Room): FakeSight {
  const files: ReceivedFile[] = [];
  const watched = new Map<string, WatchedVideo>();
  const timers = new Set<ReturnType<typeof setInterval>>();
  room.registerByteStreamHandler(FILE_TOPIC, (reader) => {
    reader.readAll().then(
      (chunks) =>
        files.push({
          name: reader.info.name ?? '',
          mimeType: reader.info.mimeType ?? '',
          bytes: Buffer.concat(chunks),
        }),
      () => undefined,
    );
  });
  room
    .on(RoomEvent.TrackSubscribed, (track, publication) => {
      if (track.kind !== TrackKind.KIND_VIDEO) return;
      const video: WatchedVideo = { source: sourceOf(publication), widthPx: 0, heightPx: 0, frames: 0 };
      watched.set(publication.sid ?? '', video);
      const watch = async (): Promise<void> => {
        for await (const { frame } of new VideoStream(track)) {
          video.frames += 1;
          video.widthPx = frame.width;
          video.heightPx = frame.height;
        }
      };
      watch().catch(() => undefined);
    })
    .on(RoomEvent.TrackUnpublished, (publication) => {
      watched.delete(publication.sid ?? '');
    });

  return {
    files,
    watching: () => [...watched.values()],
    showSeen: async (jpeg, { source, participant, atMs, mimeType = 'image/jpeg' }) => {
      const writer = await room.localParticipant?.streamBytes({
        topic: SEEN_TOPIC,
        name: `${source}.jpg`,
        mimeType,
        totalSize: jpeg.byteLength,
        attributes: { source, at_ms: String(atMs), change: 'region', participant },
      });
      await writer?.write(jpeg);
      await writer?.close();
    },
    present: async ({ widthPx, heightPx, rgba }) => {
      const source = new VideoSource(widthPx, heightPx);
      const options = new TrackPublishOptions();
      options.source = TrackSource.SOURCE_SCREENSHARE;
      const track = LocalVideoTrack.createVideoTrack('picture', source);
      const publication = await room.localParticipant?.publishTrack(track, options);
      const timer = setInterval(
        () => source.captureFrame(new VideoFrame(rgba, widthPx, heightPx, VideoBufferType.RGBA)),
        FRAME_INTERVAL_MS,
      );
      timers.add(timer);
      return {
        stop: async () => {
          clearInterval(timer);
          timers.delete(timer);
          if (publication?.sid) await room.localParticipant?.unpublishTrack(publication.sid);
          await source.close();
        },
      };
    },
    close: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
}

const sourceOf = (publication: RemoteTrackPublication): 'camera' | 'screen' =>
  publication.source === TrackSource.SOURCE_CAMERA ? 'camera' : 'screen';
