/**
 * Sends what was typed, in order, as soon as there is somebody to read it: a message sent into a room without an agent, or
 * while the connection is down, would be lost without a trace. Where the agent acknowledges, a message that gets no answer
 * is sent once more under the same id, and then reported lost.
 */
import type { Room } from 'livekit-client';
import { useEffect, useRef } from 'react';
import type { CallState } from '../state/call-state.ts';
import type { Dispatch } from './dispatch.ts';
import { sendMessage } from './send-control.ts';

/** An answer takes one round trip: far longer than the slowest of those. */
const ANSWER_MS = 3_000;
const ATTEMPTS = 2;

export function useOutbox(room: Room, state: CallState, reachable: boolean, dispatch: Dispatch): void {
  const acknowledged = state.hello?.acknowledges === true;
  const next = reachable
    ? state.entries.find(
        (entry) => entry.kind === 'spoken' && (entry.delivery === 'waiting' || entry.delivery === 'resent'),
      )
    : undefined;
  const id = next?.id;
  const text = next?.kind === 'spoken' ? next.text : undefined;
  useSentOnce(room, acknowledged ? undefined : id, text, dispatch);
  useSentUntilAnswered(room, acknowledged ? id : undefined, text, dispatch);
}

/** To an agent that does not answer messages: what has left counts as read. */
function useSentOnce(room: Room, id: string | undefined, text: string | undefined, dispatch: Dispatch): void {
  const sending = useRef<string>(undefined);
  useEffect(() => {
    if (id === undefined || text === undefined || sending.current === id) return;
    sending.current = id;
    sendMessage(room, id, text).then(
      () => dispatch({ type: 'typed-left', id, delivery: 'sent' }),
      () => {
        sending.current = undefined;
        dispatch({ type: 'typed-left', id, delivery: 'failed' });
      },
    );
  }, [room, id, text, dispatch]);
}

/** The answer itself arrives as an event and ends this: the message then is not the next one any more. */
function useSentUntilAnswered(room: Room, id: string | undefined, text: string | undefined, dispatch: Dispatch): void {
  useEffect(() => {
    if (id === undefined || text === undefined) return;
    let attempts = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const attempt = (): void => {
      attempts += 1;
      if (attempts > ATTEMPTS) return dispatch({ type: 'typed-left', id, delivery: 'lost' });
      if (attempts > 1) dispatch({ type: 'typed-left', id, delivery: 'resent' });
      /* A sending that fails is one that is not answered. */
      sendMessage(room, id, text).catch(() => undefined);
      timer = setTimeout(attempt, ANSWER_MS);
    };
    attempt();
    return () => clearTimeout(timer);
  }, [room, id, text, dispatch]);
}
