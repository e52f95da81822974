/** The present, every second, for whoever shows a time that passes. */
import { useEffect, useState } from 'react';

const TICK_MS = 1_000;

export function useNow(running = true): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [running]);
  return nowMs;
}
