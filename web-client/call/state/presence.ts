/** What the presence on the stage shows, read from the call's state. Pure. */
import type { CallState } from './call-state.ts';

export type Presence = 'resting' | 'waiting' | 'initializing' | 'listening' | 'thinking' | 'speaking' | 'reconnecting';

export function presenceOf(state: CallState): Presence {
  if (state.phase === 'connecting') return 'initializing';
  if (state.phase !== 'in-call') return 'resting';
  if (state.connection === 'reconnecting') return 'reconnecting';
  return state.agent?.state ?? 'waiting';
}
