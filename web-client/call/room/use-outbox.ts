/**
 * Sends what was typed, in order, as soon as there is somebody to read it: a message sent into a room without an agent, or
 * while the connection is down, would be lost without a trace.
 */
import type { Room } from 'livekit-client';
import { useEffect, useRef, useState } from 'react';
import type { CallState } from '../state/call-state.ts';
import type { Dispatch } from './room-listeners.ts';
import { sendMessage } from './send-control.ts';

/** An agent shows itself before its own data channel is open; what is sent in that moment never reaches it. */
const SETTLE_MS = 1_000;

export function useOutbox(room: Room, state: CallState, dispatch: Dispatch): void {
  const sending = useRef<string>(undefined);
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
  const reachable = present !== undefined && settled === present && state.agent?.state !== 'initializing';
  const next = reachable
    ? state.entries.find((entry) => entry.kind === 'spoken' && entry.delivery === 'waiting')
    : undefined;
  const id = next?.id;
  const text = next?.kind === 'spoken' ? next.text : undefined;
  useEffect(() => {
    if (id === undefined || text === undefined || sending.current === id) return;
    sending.current = id;
    sendMessage(room, text).then(
      () => dispatch({ type: 'typed-left', id, delivery: 'sent' }),
      () => dispatch({ type: 'typed-left', id, delivery: 'failed' }),
    );
  }, [room, id, text, dispatch]);
}
