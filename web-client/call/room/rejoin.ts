/**
 * A media server that is restarted sends everybody away first, and the client library then does not come back by itself:
 * this does, to the same room with the same seat, for as long as a person will wait.
 */
import { type Room, RoomEvent, Track } from 'livekit-client';
import type { Seat } from '../api/token.ts';
import { openMicrophone } from './microphone.ts';

const REJOIN_DEADLINE_MS = 30_000;
const PAUSE_MS = 1_000;

/** Resolves to whether the call goes on. */
export async function rejoin(
  room: Room,
  seat: Seat,
  microphone: WantedMicrophone,
  signal: AbortSignal,
): Promise<boolean> {
  const endMs = performance.now() + REJOIN_DEADLINE_MS;
  while (performance.now() < endMs && !signal.aborted) {
    await pause(signal);
    try {
      await room.connect(seat.serverUrl, seat.token);
    } catch {
      continue;
    }
    /* Without its microphone the call goes on by typing; the page shows that it is off. */
    await microphone.publishAgain().catch(() => undefined);
    return true;
  }
  return false;
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PAUSE_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

export interface WantedMicrophone {
  publishAgain(): Promise<void>;
}

/** Remembers whether the caller had the microphone open: leaving a room unpublishes it, which is not their wish. */
export function rememberMicrophone(room: Room): WantedMicrophone {
  let wanted: 'none' | 'open' | 'muted' = 'none';
  const follow = (): void => {
    const publication = room.localParticipant.getTrackPublication(Track.Source.Microphone);
    if (publication) wanted = publication.isMuted ? 'muted' : 'open';
  };
  room.on(RoomEvent.LocalTrackPublished, follow).on(RoomEvent.TrackMuted, follow).on(RoomEvent.TrackUnmuted, follow);
  return {
    publishAgain: async () => {
      if (wanted === 'none') return;
      const track = await openMicrophone();
      if (wanted === 'muted') await track.mute();
      await room.localParticipant.publishTrack(track, { source: Track.Source.Microphone });
    },
  };
}
