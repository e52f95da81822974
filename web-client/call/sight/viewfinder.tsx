/** The caller's own camera while it is on, to hold things into it; on a phone, turned to the other side with one press. */
import type { LocalVideoTrack } from 'livekit-client';
import { useEffect, useState } from 'react';
import { TurnIcon } from '../parts/icons.tsx';
import { firstFacing, turnCamera } from '../room/video-tracks.ts';
import { words } from '../words.ts';
import { TrackVideo } from './track-video.tsx';

interface Props {
  track: LocalVideoTrack;
  onProblem: () => void;
}

export function Viewfinder({ track, onProblem }: Props) {
  const [facing, setFacing] = useState(firstFacing);
  const several = useSeveralCameras();
  const turn = (): void => {
    const other = facing === 'user' ? 'environment' : 'user';
    turnCamera(track, other).then(() => setFacing(other), onProblem);
  };
  return (
    <figure className="thumb viewfinder">
      <div className="viewfinder-frame">
        <TrackVideo track={track} label={words.sight.viewfinder} />
        {several && (
          <button type="button" className="viewfinder-turn" onClick={turn} aria-label={words.sight.turn}>
            <TurnIcon />
          </button>
        )}
      </div>
      <figcaption>
        <strong>{words.sight.viewfinder}</strong>
      </figcaption>
    </figure>
  );
}

function useSeveralCameras(): boolean {
  const [several, setSeveral] = useState(false);
  useEffect(() => {
    let shown = true;
    navigator.mediaDevices.enumerateDevices().then(
      (devices) => {
        if (shown) setSeveral(devices.filter((device) => device.kind === 'videoinput').length > 1);
      },
      () => undefined,
    );
    return () => {
      shown = false;
    };
  }, []);
  return several;
}
