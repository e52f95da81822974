/** The video track the agent shows something on, while it does. */
import { useTracks } from '@livekit/components-react';
import { ParticipantKind, RemoteVideoTrack, RoomEvent, Track } from 'livekit-client';

export function useAgentPicture(): RemoteVideoTrack | undefined {
  const tracks = useTracks([Track.Source.ScreenShare, Track.Source.Camera, Track.Source.Unknown], {
    onlySubscribed: true,
    updateOnlyOn: [
      RoomEvent.TrackSubscribed,
      RoomEvent.TrackUnsubscribed,
      RoomEvent.TrackMuted,
      RoomEvent.TrackUnmuted,
      RoomEvent.ParticipantDisconnected,
    ],
  });
  const shown = tracks.find(
    ({ participant, publication }) =>
      participant.kind === ParticipantKind.AGENT &&
      publication.kind === Track.Kind.Video &&
      !publication.isMuted &&
      publication.track !== undefined,
  );
  const track = shown?.publication.track;
  return track instanceof RemoteVideoTrack ? track : undefined;
}
