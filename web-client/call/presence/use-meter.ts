/** A stable function that says how loud a track is now; silent while there is no track. */
import { useCallback, useEffect, useRef } from 'react';
import { type AudioMeter, meterTrack } from '../room/audio-meter.ts';

export function useMeter(track: MediaStreamTrack | undefined): () => number {
  const meter = useRef<AudioMeter>(undefined);
  useEffect(() => {
    if (!track) return;
    const opened = meterTrack(track);
    meter.current = opened;
    return () => {
      opened.close();
      meter.current = undefined;
    };
  }, [track]);
  return useCallback(() => meter.current?.level() ?? 0, []);
}
