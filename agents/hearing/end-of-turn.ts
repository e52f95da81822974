/**
 * The end of what the caller says: ask recognition for its final, then commit the turn, drop a listener's noise, or
 * say that nothing was understood. Each outcome leaves the utterance blank, so nothing sticks to the next turn.
 */

import type { TurnAsker } from './turn-events.ts';
import { dropSpeculation, takeFloor } from './turn-floor.ts';
import { emptyUtterance, heardText, type Step, type TurnState, turnText, type Utterance } from './turn-state.ts';
import { evidence, isComplete, turnEnd } from './turn-utterance.ts';
import { sameWords } from './turn-words.ts';

/** How long a final may come after its turn was committed on a partial. */
const LATE_FINAL_MS = 5000;
/** What a caller who was cut off is given on top, how much at most, and how fast it is taken back. */
const PATIENCE_STEP_MS = 150;
const PATIENCE_MAX_MS = 600;
const PATIENCE_DECAY_MS = 30;

function finalizeAtMs({ utterance, voice, pushToTalk, options }: TurnState): number | undefined {
  if (
    utterance.finalizeSent ||
    voice.on ||
    pushToTalk.pressed ||
    utterance.silentSinceMs === null ||
    utterance.noticedAtMs === 0
  )
    return undefined;
  if (utterance.voicedMs === 0 && utterance.partial === '') return undefined;
  return pushToTalk.on
    ? utterance.silentSinceMs
    : utterance.silentSinceMs + (utterance.noisy ? options.finalizeAfterNoisyMs : options.finalizeAfterMs);
}

/** When a voice without words is given up. */
function giveUpAtMs(state: TurnState): number | undefined {
  const { utterance, options } = state;
  if (state.voice.on || state.pushToTalk.pressed || utterance.silentSinceMs === null || turnText(utterance) !== '')
    return undefined;
  const saidNothing =
    utterance.finalizeSent && utterance.finalAtMs !== null && utterance.finalAtMs >= utterance.noticedAtMs;
  return utterance.silentSinceMs + (saidNothing ? options.endpointingMs : options.noTextWaitMs);
}

/** A listener's noise while the agent spoke (or spoke when it began). */
function isListening(state: TurnState): boolean {
  return (
    (state.floor !== null || state.utterance.overAgent) &&
    state.utterance.carried === null &&
    evidence(state) === 'backchannel'
  );
}

export function settleEndOfTurn(step: Step): boolean {
  const { state, nowMs, commands } = step;
  const finalize = finalizeAtMs(state);
  if (finalize !== undefined && nowMs >= finalize) {
    state.utterance.finalizeSent = true;
    commands.push({ type: 'finalize-transcript' });
    return true;
  }
  const giveUp = giveUpAtMs(state);
  if (giveUp !== undefined && nowMs >= giveUp) {
    giveUpOn(step);
    return true;
  }
  const end = turnEnd(state);
  if (!end) return false;
  if (nowMs >= end.atMs) {
    if (isListening(state)) clearUtterance(step);
    else if (state.floor) return false;
    else commit(step, 'speech', end.why);
    return true;
  }
  return askDetector(step);
}

function askDetector({ state, commands }: Step): boolean {
  const { utterance, options } = state;
  const text = turnText(utterance);
  if (
    !options.turnDetector ||
    state.floor ||
    state.voice.on ||
    state.pushToTalk.on ||
    !isComplete(utterance) ||
    utterance.scored?.text === text
  )
    return false;
  utterance.scored = { text, probability: null };
  commands.push({ type: 'score-turn', text });
  return true;
}

function giveUpOn(step: Step): void {
  const { state, commands, nowMs } = step;
  const worthSaying =
    state.floor === null &&
    state.utterance.voicedMs >= state.options.minSpeechMs &&
    state.notUnderstoodInARow < state.options.notUnderstoodLimit;
  clearUtterance(step);
  if (!worthSaying) return;
  state.notUnderstoodInARow += 1;
  state.silence.quietSinceMs = nowMs;
  commands.push({ type: 'not-understood' });
}

export function clearUtterance(step: Step): void {
  dropSpeculation(step);
  step.state.utterance = emptyUtterance();
}

/** Commits everything said so far (or `typed` words, in front of which an unheard turn's words stand). The floor must be free. */
export function commit(
  step: Step,
  source: 'speech' | 'typed',
  decidedBy: string,
  typed?: { text: string; by: TurnAsker },
): void {
  const { state, nowMs, commands } = step;
  const { utterance } = state;
  const carried = utterance.carried;
  const text =
    typed === undefined
      ? turnText(utterance)
      : [carried?.text ?? '', typed.text].filter((part) => part !== '').join('\n');
  if (utterance.speculated !== null && !sameWords(utterance.speculated, text)) dropSpeculation(step);
  const generation = state.generation + 1;
  const lastLoudAtMs =
    typed === undefined && utterance.voicedMs > 0 ? (utterance.silentSinceMs ?? undefined) : undefined;
  const commitSource = carried?.source === 'typed' && heardText(utterance) === '' ? 'typed' : source;
  const askedBy = askerOf(carried, typed?.by ?? (heardText(utterance) === '' ? undefined : 'caller'));
  commands.push({
    type: 'commit-turn',
    generation,
    text,
    source: commitSource,
    lastLoudAtMs,
    decidedBy,
    ...(askedBy === 'operator' ? { askedBy } : {}),
    ...(carried ? { replaces: carried.generation } : {}),
  });
  learnPatience(step, typed === undefined && carried?.source === 'speech' && heardText(utterance) !== '');
  takeFloor(step, generation, { text, source: commitSource, by: askedBy }, false);
  if (typed === undefined) {
    // Words that are final do not come again: a sentence much like them is another one.
    state.awaitedFinal =
      utterance.partial === '' ? null : { text, committedAtMs: nowMs, untilMs: nowMs + LATE_FINAL_MS };
    state.utterance = emptyUtterance();
  } else {
    state.utterance = { ...utterance, carried: null, speculated: null, scored: null };
  }
  state.notUnderstoodInARow = 0;
  state.silence = { quietSinceMs: nowMs, prompts: 0, ended: false };
  state.working = null;
}

/** A turn with words of two people counts as the caller's, who must not gain by the other's. */
function askerOf(carried: Utterance['carried'], now: TurnAsker | undefined): TurnAsker {
  if (carried === null || now === undefined) return carried?.by ?? now ?? 'caller';
  return carried.by === now ? now : 'caller';
}

function learnPatience({ state }: Step, wasCutOff: boolean): void {
  state.patienceMs = wasCutOff
    ? Math.min(PATIENCE_MAX_MS, state.patienceMs + PATIENCE_STEP_MS)
    : Math.max(0, state.patienceMs - PATIENCE_DECAY_MS);
}

export function endOfTurnWakeAtMs(state: TurnState): number | undefined {
  const end = turnEnd(state);
  const times = [
    finalizeAtMs(state),
    giveUpAtMs(state),
    end && (state.floor === null || isListening(state)) ? end.atMs : undefined,
  ];
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
