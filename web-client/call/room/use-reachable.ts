/** Whether somebody is there to read what is sent now: an agent, on a steady connection, with its ears open. */
import { useEffect, useState } from 'react';
import type { CallState } from '../state/call-state.ts';

/** An agent shows itself before its own data channel is open; what is sent in that moment never reaches it. */
const SETTLE_MS = 1_000;

export function useReachable(state: CallState): boolean {
  const present = state.connection === 'steady' ? state.agent?.identity : undefined;
  const [settled, setSettled] = useState<string>();
  useEffect(() => {
    if (present === undefined) return;
    const timer = setTimeout(() => setSettled(present), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      setSettled(undefined);
    };
  }, [present]);
  return present !== undefined && settled === present && state.agent?.state !== 'initializing';
}
