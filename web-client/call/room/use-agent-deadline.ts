/** Says when no agent has come, or come back, within the time a person will wait. */
import { useEffect } from 'react';
import type { CallState } from '../state/call-state.ts';
import type { Dispatch } from './dispatch.ts';

export const AGENT_DEADLINE_MS = 10_000;

export function useAgentDeadline(state: CallState, dispatch: Dispatch): void {
  const waiting =
    state.phase === 'in-call' && state.agent === undefined && state.connection === 'steady' && !state.agentOverdue;
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => dispatch({ type: 'agent-overdue' }), AGENT_DEADLINE_MS);
    return () => clearTimeout(timer);
  }, [waiting, dispatch]);
}
