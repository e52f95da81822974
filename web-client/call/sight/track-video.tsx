/** A video track on the page, without sound, for as long as it is drawn. */
import type { LocalVideoTrack, RemoteVideoTrack } from 'livekit-client';
import { useEffect, useRef } from 'react';

interface Props {
  track: LocalVideoTrack | RemoteVideoTrack;
  label: string;
}

export function TrackVideo({ track, label }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    track.attach(element);
    return () => {
      track.detach(element);
    };
  }, [track]);
  return (
    <div role="img" aria-label={label} className="track-video">
      <video ref={video} muted autoPlay playsInline disablePictureInPicture />
    </div>
  );
}
