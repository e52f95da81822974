/** The two tracks the presence listens to: the caller's microphone and the voice of the agent that has the floor. */
import { useTracks } from '@livekit/components-react';
import { RoomEvent, Track } from 'livekit-client';

export function useCallTracks(agentIdentity: string | undefined): {
  caller: MediaStreamTrack | undefined;
  agent: MediaStreamTrack | undefined;
} {
  const tracks = useTracks([Track.Source.Microphone, Track.Source.Unknown], {
    onlySubscribed: false,
    updateOnlyOn: [
      RoomEvent.LocalTrackPublished,
      RoomEvent.LocalTrackUnpublished,
      RoomEvent.TrackSubscribed,
      RoomEvent.TrackUnsubscribed,
      RoomEvent.ActiveDeviceChanged,
    ],
  });
  const caller = tracks.find((ref) => ref.participant.isLocal && ref.source === Track.Source.Microphone);
  const agent = tracks.find(
    (ref) => ref.participant.identity === agentIdentity && ref.publication.kind === Track.Kind.Audio,
  );
  return { caller: caller?.publication.track?.mediaStreamTrack, agent: agent?.publication.track?.mediaStreamTrack };
}
