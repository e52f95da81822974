/** The one sentence under the state: what the person can do now. Pure. */
import { words } from '../words.ts';
import type { CallState } from './call-state.ts';
import type { Presence } from './presence.ts';

const ROUTINE: readonly Presence[] = ['listening', 'thinking', 'speaking'];

/** Whether a screen reader should say it: not the course of a spoken conversation, over the agent's own voice. */
export const isNews = (state: CallState, presence: Presence): boolean =>
  !ROUTINE.includes(presence) ||
  state.hello?.speaks === false ||
  stageHint(state, presence) !== words.states.hints[presence];

export function stageHint(state: CallState, presence: Presence): string {
  if (presence === 'waiting' && state.hello !== undefined) return words.hints.agentGone;
  if (presence !== 'listening' && presence !== 'speaking') return words.states.hints[presence];
  if (state.microphone === 'off') return words.hints.typingOnly;
  if (state.microphone === 'muted') return words.hints.muted;
  if (state.hello?.hears === false) return words.hints.notHearing;
  if (state.pushToTalk) return state.talkHeld ? words.hints.talkHeld : words.hints.pushToTalk;
  return state.personRequested === undefined ? words.states.hints[presence] : words.hints.person;
}
