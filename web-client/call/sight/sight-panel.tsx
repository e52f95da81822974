/** What the agent sees: the switch, the caller's camera, and of every source the picture the agent keeps. */
import type { Room } from 'livekit-client';
import { sharedTrack } from '../room/video-tracks.ts';
import type { Sight, SightEvent, SightSource } from '../state/sight.ts';
import { words } from '../words.ts';
import { SeeingSwitch } from './seeing-switch.tsx';
import { SeenThumb } from './seen-thumb.tsx';
import { Viewfinder } from './viewfinder.tsx';

interface Props {
  room: Room;
  sight: Sight;
  onSeeing: (on: boolean) => void;
  onEvent: (event: SightEvent) => void;
}

const SOURCES: readonly SightSource[] = ['screen', 'camera'];

export function SightPanel({ room, sight, onSeeing, onEvent }: Props) {
  const shared = SOURCES.filter((source) => sight.shared[source]);
  const theirs = sight.pictures.filter((picture) => !picture.mine);
  if (shared.length === 0 && theirs.length === 0) return null;
  const camera = sight.shared.camera ? sharedTrack(room, 'camera') : undefined;
  return (
    <section className="sight" aria-label={words.sight.title} data-seeing={sight.seeing?.on ?? true}>
      <SeeingSwitch seeing={sight.seeing} onSeeing={onSeeing} />
      <div className="sight-pictures">
        {camera && (
          <Viewfinder
            track={camera}
            onProblem={() => onEvent({ type: 'sharing-problem', source: 'camera', problem: 'unknown' })}
          />
        )}
        {shared.map((source) => (
          <SeenThumb
            key={source}
            source={source}
            picture={sight.pictures.find((picture) => picture.mine && picture.source === source)}
          />
        ))}
        {theirs.map((picture) => (
          <SeenThumb key={`${picture.participant} ${picture.source}`} source={picture.source} picture={picture} />
        ))}
      </div>
    </section>
  );
}
