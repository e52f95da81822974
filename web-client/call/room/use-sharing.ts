/** Screen and camera during a call: on and off by the person, and following what the browser or the network ends. */
import { ConnectionState, type LocalTrackPublication, type Room, RoomEvent } from 'livekit-client';
import { useCallback, useEffect, useRef } from 'react';
import type { Sight, SightSource } from '../state/sight.ts';
import type { Dispatch } from './dispatch.ts';
import { sightSource } from './seen-streams.ts';
import { SharingBlocked, share, stopSharing } from './video-tracks.ts';

export function useSharing(room: Room, sight: Sight, dispatch: Dispatch): (source: SightSource) => void {
  useEffect(() => {
    const on = (publication: LocalTrackPublication): void => {
      const source = sightSource(publication.source);
      if (source !== undefined) dispatch({ type: 'shared', source, on: true });
    };
    const off = (publication: LocalTrackPublication): void => {
      const source = sightSource(publication.source);
      if (source === undefined) return;
      /* A room that is lost takes its tracks down first and says so after. */
      setTimeout(() => {
        const dropped = room.state !== ConnectionState.Connected;
        dispatch({ type: 'shared', source, on: false, dropped });
      }, 0);
    };
    room.on(RoomEvent.LocalTrackPublished, on).on(RoomEvent.LocalTrackUnpublished, off);
    return () => {
      room.off(RoomEvent.LocalTrackPublished, on).off(RoomEvent.LocalTrackUnpublished, off);
    };
  }, [room, dispatch]);

  /* One question of the browser at a time, however often the button is pressed. */
  const busy = useRef(new Set<SightSource>());
  return useCallback(
    (source: SightSource) => {
      if (!sight.shared[source] && sight.seeing?.available === false) {
        dispatch({ type: 'sharing-problem', source, problem: 'unavailable' });
        return;
      }
      if (busy.current.has(source)) return;
      busy.current.add(source);
      dispatch({ type: 'sharing-problem-read' });
      const change = sight.shared[source] ? stopSharing(room, source) : share(room, source);
      change
        .catch((error: unknown) =>
          dispatch({
            type: 'sharing-problem',
            source,
            problem: error instanceof SharingBlocked ? error.problem : 'unknown',
          }),
        )
        .finally(() => busy.current.delete(source));
    },
    [room, sight.shared, sight.seeing, dispatch],
  );
}
