/**
 * What comes in from the caller: voice, words, the talk key, recognition lost and found. Returns false for events that
 * are about the agent's own replies.
 */

import { clearUtterance, commit } from './end-of-turn.ts';
import { newPartOf } from './late-final.ts';
import type { TurnAsker, TurnEvent } from './turn-events.ts';
import { cut } from './turn-floor.ts';
import { heardText, type Step, turnText } from './turn-state.ts';
import { voiceContinued, voiceStarted, voiceStopped } from './turn-voice.ts';

/** A final may come this long after the talk key was let go. */
const AFTER_RELEASE_MS = 3000;
/** A final this soon after its turn belongs to that turn even when somebody speaks again. */
const LATE_DESPITE_VOICE_MS = 1000;

export function onSound(step: Step, event: TurnEvent): boolean {
  const { state, nowMs } = step;
  switch (event.type) {
    case 'voice-started':
      voiceStarted(step);
      return true;
    case 'voice-continued':
      voiceContinued(step, event.voicedMs);
      return true;
    case 'voice-stopped':
      if (!state.pushToTalk.on) voiceStopped(step, event.lastLoudAtMs, event.voicedMs, event.noisy);
      return true;
    case 'partial':
      words(step, event.text, false);
      return true;
    case 'final':
      words(step, event.text, true);
      return true;
    case 'turn-score':
      if (Number.isFinite(event.probability)) scored(step, event.text, event.probability);
      return true;
    case 'typed':
      typed(step, event.text.trim(), event.by ?? 'caller');
      return true;
    case 'push-to-talk':
      setPushToTalk(step, event.mode === 'on');
      return true;
    case 'talk-key':
      if (state.pushToTalk.on) talkKey(step, event.pressed);
      return true;
    case 'hearing-lost':
      state.hearingLost = true;
      return true;
    case 'hearing-restored':
      state.hearingLost = false;
      state.silence.quietSinceMs = nowMs;
      return true;
    case 'caller-changed':
      forgetCaller(step);
      return true;
    default:
      return false;
  }
}

/** Nothing is owed to the one before, and nothing they said or pressed goes on. */
function forgetCaller(step: Step): void {
  const { state, nowMs } = step;
  cut(step, 'superseded');
  clearUtterance(step);
  state.voice.on = false;
  state.awaitedFinal = null;
  state.patienceMs = 0;
  state.lastReplyAsked = false;
  state.notUnderstoodInARow = 0;
  state.silence = { quietSinceMs: nowMs, prompts: 0, ended: false };
}

function words(step: Step, raw: string, isFinal: boolean): void {
  const { state, nowMs } = step;
  const { utterance } = state;
  if (!expectsWords(step)) return;
  const text = withoutKnown(step, raw.trim().replace(/\s+/g, ' '), isFinal);
  const before = heardText(utterance);
  if (isFinal) {
    if (text !== '') utterance.finals.push(text);
    utterance.partial = '';
    utterance.finalAtMs = nowMs;
  } else {
    if (text === '') return;
    utterance.partial = text;
    utterance.partialAtMs = nowMs;
  }
  const after = heardText(utterance);
  if (after === before) return;
  utterance.changedAtMs = nowMs;
  state.silence.quietSinceMs = nowMs;
  if (state.floor && before === '' && utterance.voicedMs === 0) utterance.overAgent = true;
  // Words without a voice: the ear missed it, so silence is counted from the words.
  if (!state.voice.on && !state.pushToTalk.pressed && utterance.voicedMs === 0) utterance.silentSinceMs = nowMs;
}

function expectsWords({ state, nowMs }: Step): boolean {
  const { on, pressed, changedAtMs } = state.pushToTalk;
  return (
    !on ||
    pressed ||
    (changedAtMs !== null && nowMs - changedAtMs <= AFTER_RELEASE_MS) ||
    heardText(state.utterance) !== ''
  );
}

/** What of `text` is new, when the last turn was committed before its final came. */
function withoutKnown({ state, nowMs }: Step, text: string, isFinal: boolean): string {
  const awaited = state.awaitedFinal;
  if (!awaited) return text;
  // Once somebody speaks again the same words may well be meant a second time.
  const spokenSince = state.voice.on || state.utterance.voicedMs > 0 || state.pushToTalk.pressed;
  const untilMs = spokenSince ? awaited.committedAtMs + LATE_DESPITE_VOICE_MS : awaited.untilMs;
  if (nowMs > untilMs || text === '') {
    if (isFinal || nowMs > untilMs) state.awaitedFinal = null;
    return text;
  }
  if (isFinal) state.awaitedFinal = null;
  return newPartOf(text, awaited.text);
}

function scored({ state }: Step, text: string, probability: number): void {
  const { utterance } = state;
  if (utterance.scored?.text === text && text === turnText(utterance)) utterance.scored = { text, probability };
}

function typed(step: Step, text: string, by: TurnAsker): void {
  if (text === '') return;
  cut(step, 'typed');
  commit(step, 'typed', 'typed', { text, by });
}

function setPushToTalk(step: Step, on: boolean): void {
  const { state, nowMs } = step;
  if (state.pushToTalk.on === on) return;
  if (state.pushToTalk.pressed) talkKey(step, false);
  if (state.voice.on) voiceStopped(step, nowMs, state.voice.voicedMs);
  state.pushToTalk = { on, pressed: false, changedAtMs: state.pushToTalk.changedAtMs };
}

function talkKey(step: Step, pressed: boolean): void {
  const { state, nowMs } = step;
  if (state.pushToTalk.pressed === pressed) return;
  const heldMs = nowMs - (state.pushToTalk.changedAtMs ?? nowMs);
  state.pushToTalk = { on: true, pressed, changedAtMs: nowMs };
  state.silence.quietSinceMs = nowMs;
  if (pressed) {
    cut(step, 'talk-key');
    state.utterance.finalizeSent = false;
    return;
  }
  state.utterance.voicedMs += heldMs;
  state.utterance.silentSinceMs = nowMs;
  state.utterance.noticedAtMs = nowMs;
}
