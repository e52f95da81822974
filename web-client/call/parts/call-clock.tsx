/** How long the call has lasted. Not announced: a clock that speaks every second is no help. */
import { useEffect, useState } from 'react';
import { clock } from '../state/duration.ts';

export function CallClock({ startedAtMs }: { startedAtMs: number }) {
  const [nowMs, setNowMs] = useState(startedAtMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <time className="call-clock">{clock(nowMs - startedAtMs)}</time>;
}
