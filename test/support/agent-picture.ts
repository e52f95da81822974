/** What a person in the room sees of the picture an agent shows: its newest frame, until its track is gone. On rtc-node. */
import {
  ParticipantKind,
  type RemoteParticipant,
  type RemoteTrack,
  type Room,
  RoomEvent,
  TrackKind,
  VideoBufferType,
  VideoStream,
} from '@livekit/rtc-node';

export interface SeenFrame {
  widthPx: number;
  heightPx: number;
  /** Mean of the luma, 16..235: a black picture has 16. */
  brightness: number;
  /** Share of the pixels that are of this colour, about, 0..1. */
  shareOf(colour: readonly [red: number, green: number, blue: number]): number;
}
export interface WatchedPicture {
  /** Undefined: nothing is shown. */
  frame(): SeenFrame | undefined;
  /** Identity of the agent that shows it. */
  from(): string | undefined;
}

export function watchAgentPicture(room: Room): WatchedPicture {
  let latest: SeenFrame | undefined;
  let shown: { sid: string | undefined; from: string } | undefined;
  const watch = (track: RemoteTrack, participant: RemoteParticipant): void => {
    if (track.kind !== TrackKind.KIND_VIDEO || participant.kind !== ParticipantKind.AGENT) return;
    latest = undefined;
    shown = { sid: track.sid, from: participant.identity };
    void read(track);
  };
  const read = async (track: RemoteTrack): Promise<void> => {
    const reader = new VideoStream(track).getReader();
    while (shown?.sid === track.sid) {
      const { done, value } = await reader.read();
      if (done) break;
      const { data, width, height } = value.frame.convert(VideoBufferType.I420);
      if (shown?.sid === track.sid) latest = seen(data, width, height);
    }
    await reader.cancel().catch(() => undefined);
  };
  for (const participant of room.remoteParticipants.values())
    for (const { track } of participant.trackPublications.values()) if (track) watch(track, participant);
  room.on(RoomEvent.TrackSubscribed, (track, _publication, participant) => watch(track, participant));
  room.on(RoomEvent.TrackUnsubscribed, (track) => {
    if (shown?.sid !== track.sid) return;
    shown = undefined;
    latest = undefined;
  });
  return { frame: () => latest, from: () => shown?.from };
}

const TOLERANCE = 14;

function seen(i420: Uint8Array, widthPx: number, heightPx: number): SeenFrame {
  const luma = widthPx * heightPx;
  let sum = 0;
  for (let at = 0; at < luma; at++) sum += i420[at] as number;
  const near = (value: number | undefined, wanted: number): boolean => Math.abs((value ?? 0) - wanted) <= TOLERANCE;
  return {
    widthPx,
    heightPx,
    brightness: sum / luma,
    shareOf: ([red, green, blue]) => {
      const y = 16 + 0.257 * red + 0.504 * green + 0.098 * blue;
      const u = 128 - 0.148 * red - 0.291 * green + 0.439 * blue;
      const v = 128 + 0.439 * red - 0.368 * green - 0.071 * blue;
      const halfWidth = (widthPx + 1) >> 1;
      const chroma = halfWidth * ((heightPx + 1) >> 1);
      let found = 0;
      for (let row = 0; row < heightPx; row++)
        for (let column = 0; column < widthPx; column++) {
          const half = (row >> 1) * halfWidth + (column >> 1);
          if (
            near(i420[row * widthPx + column], y) &&
            near(i420[luma + half], u) &&
            near(i420[luma + chroma + half], v)
          )
            found += 1;
        }
      return found / luma;
    },
  };
}
