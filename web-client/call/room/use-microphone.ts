/** The microphone during a call: muting, opening it late, and following what the browser or the server does to it. */
import { type Room, RoomEvent, Track } from 'livekit-client';
import { useCallback, useEffect } from 'react';
import type { Microphone } from '../state/call-state.ts';
import { microphoneProblem } from '../state/microphone-problem.ts';
import type { Dispatch } from './dispatch.ts';
import { MicrophoneBlocked, openMicrophone } from './microphone.ts';

export function useMicrophone(room: Room, microphone: Microphone, dispatch: Dispatch): () => void {
  useEffect(() => {
    const follow = (): void => {
      const publication = room.localParticipant.getTrackPublication(Track.Source.Microphone);
      dispatch({ type: 'microphone', microphone: publication ? (publication.isMuted ? 'muted' : 'on') : 'off' });
    };
    const failed = (error: Error): void =>
      dispatch({ type: 'microphone-problem', problem: microphoneProblem(error.name) });
    const events = [
      RoomEvent.TrackMuted,
      RoomEvent.TrackUnmuted,
      RoomEvent.LocalTrackPublished,
      RoomEvent.LocalTrackUnpublished,
    ] as const;
    for (const event of events) room.on(event, follow);
    room.on(RoomEvent.MediaDevicesError, failed);
    return () => {
      for (const event of events) room.off(event, follow);
      room.off(RoomEvent.MediaDevicesError, failed);
    };
  }, [room, dispatch]);

  return useCallback(() => {
    const change = async (): Promise<void> => {
      if (microphone !== 'off') {
        await room.localParticipant.setMicrophoneEnabled(microphone === 'muted');
        return;
      }
      const track = await openMicrophone();
      await room.localParticipant.publishTrack(track, { source: Track.Source.Microphone });
    };
    change().catch((error: unknown) =>
      dispatch({ type: 'microphone-problem', problem: error instanceof MicrophoneBlocked ? error.problem : 'unknown' }),
    );
  }, [room, microphone, dispatch]);
}
