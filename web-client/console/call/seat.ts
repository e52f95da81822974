/** A person's seat in the room of a call: hears everybody, and speaks when it is a seat to speak from. */
import { type RemoteTrack, Room, RoomEvent, Track } from 'livekit-client';

export interface Seat {
  /** Microphone on or off; throws when the browser refuses it. */
  mute(muted: boolean): Promise<void>;
  leave(): Promise<void>;
}

export interface SeatAddress {
  url: string;
  token: string;
}

/** Throws when the room cannot be joined, or when it is to be spoken in and there is no microphone. */
export async function takeSeat(address: SeatAddress, speaks: boolean, onGone: () => void): Promise<Seat> {
  const room = new Room();
  const playing = new Map<RemoteTrack, HTMLMediaElement>();
  room.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind !== Track.Kind.Audio) return;
    playing.set(track, track.attach());
  });
  room.on(RoomEvent.TrackUnsubscribed, (track) => {
    track.detach();
    playing.delete(track);
  });
  const silence = (): void => {
    for (const track of playing.keys()) track.detach();
    playing.clear();
  };
  room.on(RoomEvent.Disconnected, () => {
    silence();
    onGone();
  });
  await room.connect(address.url, address.token);
  try {
    await room.startAudio();
    if (speaks) await room.localParticipant.setMicrophoneEnabled(true);
  } catch (error) {
    await room.disconnect();
    throw error;
  }
  return {
    mute: async (muted) => {
      await room.localParticipant.setMicrophoneEnabled(!muted);
    },
    leave: async () => {
      silence();
      await room.disconnect();
    },
  };
}
