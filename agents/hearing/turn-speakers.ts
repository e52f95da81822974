/**
 * Who speaks on the agent's side, and in which language: a colleague may speak instead of it, and another agent may have
 * the call. Returns false for events about anything else.
 */
import type { TurnEvent } from './turn-events.ts';
import type { Step } from './turn-state.ts';

export function onWhoSpeaks({ state, nowMs }: Step, event: TurnEvent): boolean {
  switch (event.type) {
    case 'colleague':
      // Whoever listened to a colleague has not been silent to the agent: it counts from here, and from the start.
      if (state.colleagueSpeaks !== event.speaks) state.silence = { quietSinceMs: nowMs, prompts: 0, ended: false };
      state.colleagueSpeaks = event.speaks;
      return true;
    case 'language':
      state.options = { ...state.options, language: event.language };
      return true;
    default:
      return false;
  }
}
