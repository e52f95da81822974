/**
 * Whether the agent may see. The switch shows what the agent says, not what was asked; an agent that does not answer is
 * reported, and one that takes over is told what the person wished of the one before.
 */
import type { Room } from 'livekit-client';
import { useCallback, useEffect, useRef } from 'react';
import type { CallState } from '../state/call-state.ts';
import type { Dispatch } from './dispatch.ts';
import { sendControl } from './send-control.ts';

/** One round trip and the closing of a track; longer than this and the person should know. */
const ANSWER_MS = 4_000;

export function useSeeing(room: Room, state: CallState, dispatch: Dispatch): (on: boolean) => void {
  const wished = useRef<boolean>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const agentIdentity = state.agent?.identity;
  const { seeing } = state.sight;

  const ask = useCallback(
    (on: boolean) => {
      wished.current = on;
      clearTimeout(timer.current);
      const unconfirmed = (): void => dispatch({ type: 'sharing-problem', source: 'screen', problem: 'unconfirmed' });
      timer.current = setTimeout(unconfirmed, ANSWER_MS);
      sendControl(room, { type: 'seeing', on }).catch(() => undefined);
    },
    [room, dispatch],
  );

  useEffect(() => {
    if (seeing !== undefined && seeing.on === wished.current) clearTimeout(timer.current);
  }, [seeing]);
  useEffect(() => () => clearTimeout(timer.current), []);

  /* Only the wish not to be seen must outlive an agent. */
  useEffect(() => {
    if (agentIdentity !== undefined && wished.current === false) ask(false);
  }, [agentIdentity, ask]);

  return ask;
}
