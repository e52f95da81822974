/**
 * What the utterance in the making says about itself: is it kept waiting for, for how long, and is it words at all.
 * Questions only; nothing here changes the state.
 */
import { isBackchannel } from './backchannel.ts';
import { requiredSilenceMs } from './endpointing.ts';
import { heardText, type TurnState, turnText, type Utterance } from './turn-state.ts';

export type Evidence = 'none' | 'backchannel' | 'words';

/** What the ear has understood while the agent holds the floor (or held it when the utterance began). */
export function evidence(state: TurnState): Evidence {
  const text = heardText(state.utterance);
  if (text === '') return 'none';
  const asks = state.floor ? state.floor.asks : state.lastReplyAsked;
  return !asks && isBackchannel(text, state.options.language) ? 'backchannel' : 'words';
}

/** Nothing has been said that is still to be dealt with. */
export function isBlank(utterance: Utterance): boolean {
  return (
    utterance.silentSinceMs === null &&
    utterance.finals.length === 0 &&
    utterance.partial === '' &&
    utterance.carried === null
  );
}

/** The final of everything said is here: no partial is pending and the last final came after the voice had stopped. */
export function isComplete(utterance: Utterance): boolean {
  if (utterance.partial !== '') return false;
  return utterance.voicedMs === 0 || (utterance.finalAtMs !== null && utterance.finalAtMs >= utterance.noticedAtMs);
}

/** Silence needed after the words so far. */
export function neededSilence(state: TurnState): { ms: number; why: string } {
  if (state.pushToTalk.on) return { ms: 0, why: 'talk-key' };
  const text = turnText(state.utterance);
  const { scored } = state.utterance;
  const score = scored?.text === text ? scored.probability : null;
  return requiredSilenceMs(text, {
    baseMs: state.options.endpointingMs,
    language: state.options.language,
    asked: state.lastReplyAsked,
    patienceMs: state.patienceMs,
    ...(score === null ? {} : { score }),
  });
}

/** The instant at which the turn ends if nothing more is heard, and what decides; null while it cannot end. */
export function turnEnd(state: TurnState): { atMs: number; why: string } | null {
  const { utterance, options } = state;
  if (turnText(utterance) === '' || state.pushToTalk.pressed) return null;
  if (state.voice.on) {
    return { atMs: Math.max(utterance.changedAtMs, state.voice.startedAtMs) + options.noisyLineMs, why: 'noisy line' };
  }
  if (utterance.silentSinceMs === null) return null;
  const needed = neededSilence(state);
  let atMs = utterance.silentSinceMs + needed.ms;
  if (utterance.partial !== '')
    atMs = Math.max(
      atMs,
      utterance.silentSinceMs + options.partialWaitMs,
      utterance.changedAtMs + options.endpointingMs,
    );
  else if (!isComplete(utterance)) atMs = Math.max(atMs, utterance.silentSinceMs + options.staleFinalWaitMs);
  return { atMs, why: needed.why };
}
