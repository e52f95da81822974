/**
 * The call as React sees it: its state, its room while there is one, and what a person may do. One attempt at a time;
 * what an older attempt still has to say is dropped.
 */
import type { Room } from 'livekit-client';
import { useCallback, useMemo, useReducer, useRef, useState } from 'react';
import { CallRefused } from '../api/token.ts';
import { type CallEvent, type CallState, initialCallState, reduceCall } from '../state/call-state.ts';
import { words } from '../words.ts';
import { wakeAudio } from './audio-meter.ts';

export interface CallActions {
  start: (agentName: string | undefined, withMicrophone: boolean) => void;
  cancel: () => void;
  leave: () => void;
  goHome: () => void;
  dispatch: (event: CallEvent) => void;
}

/** The media client is most of the page's weight: it is fetched while the person reads the first screen. */
export const loadCall = () => import('./open-call.ts');

export function useCall(): { state: CallState; room: Room | undefined; actions: CallActions } {
  const [state, dispatch] = useReducer(reduceCall, initialCallState);
  const [room, setRoom] = useState<Room>();
  const attempt = useRef<{ controller: AbortController; room?: Room }>(undefined);

  const drop = useCallback(() => {
    const current = attempt.current;
    attempt.current = undefined;
    current?.controller.abort();
    current?.room?.disconnect().catch(() => undefined);
    setRoom(undefined);
  }, []);

  const start = useCallback(
    (agentName: string | undefined, withMicrophone: boolean) => {
      drop();
      wakeAudio();
      const own: { controller: AbortController; room?: Room } = { controller: new AbortController() };
      attempt.current = own;
      const report = (event: CallEvent): void => {
        if (attempt.current !== own) return;
        dispatch(event);
        if (event.type === 'ended') setRoom(undefined);
      };
      dispatch({ type: 'start' });
      const onRoom = (opened: Room): void => {
        own.room = opened;
        opened.startAudio().catch(() => undefined);
        if (attempt.current === own) setRoom(opened);
      };
      loadCall()
        .catch((cause: unknown) => {
          throw new CallRefused('unfetched', words.failure.unfetched, { cause });
        })
        .then(({ openCall }) =>
          openCall({ agentName, withMicrophone, signal: own.controller.signal, dispatch: report, onRoom }),
        )
        .catch((error: unknown) => {
          if (attempt.current !== own) return;
          setRoom(undefined);
          report(failureEvent(error));
        });
    },
    [drop],
  );

  const actions = useMemo<CallActions>(
    () => ({
      start,
      cancel: () => {
        drop();
        dispatch({ type: 'cancelled' });
      },
      leave: () => {
        dispatch({ type: 'ended', reason: 'hung-up', nowMs: Date.now() });
        drop();
      },
      goHome: () => {
        drop();
        dispatch({ type: 'home' });
      },
      dispatch,
    }),
    [start, drop],
  );
  return { state, room, actions };
}

function failureEvent(error: unknown): CallEvent {
  if (error instanceof CallRefused) return { type: 'failed', code: error.code, message: error.message };
  if (error instanceof Error && 'problem' in error && isProblem(error.problem))
    return { type: 'microphone-problem', problem: error.problem };
  return { type: 'failed', code: 'unknown', message: words.failure.network };
}

type Problem = Extract<CallEvent, { type: 'microphone-problem' }>['problem'];
const PROBLEMS: readonly Problem[] = ['refused', 'absent', 'in-use', 'insecure', 'unknown'];
const isProblem = (value: unknown): value is Problem => PROBLEMS.some((problem) => problem === value);
