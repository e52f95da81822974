/**
 * When to prepare an answer before the turn is over: from the moment the voice falls silent, on the final, or on a
 * partial that no longer changes; not for an unfinished clause, whose end will change it. Without side effects.
 */
import { type Step, type TurnState, turnText } from './turn-state.ts';
import { isComplete, turnEnd } from './turn-utterance.ts';

function speculateAtMs(state: TurnState): number | undefined {
  const { utterance, options } = state;
  if (!options.speculation || state.floor || state.voice.on || utterance.silentSinceMs === null) return undefined;
  const text = turnText(utterance);
  if (text === '' || utterance.speculated === text) return undefined;
  const end = turnEnd(state);
  if (!end) return undefined;
  const silentMs = utterance.silentSinceMs;
  const stableMs =
    utterance.partial === '' ? silentMs : Math.max(utterance.changedAtMs, silentMs) + options.stablePartialMs;
  // The last words of this voice may still be on their way: what was known before it is not what will be answered.
  const knownMs = utterance.partial === '' && !isComplete(utterance) ? silentMs + options.endpointingMs : silentMs;
  const wholeMs = end.atMs - silentMs <= options.speculateAtOnceMs ? silentMs : end.atMs - options.speculationLeadMs;
  return Math.max(stableMs, knownMs, wholeMs);
}

export function settleSpeculation(step: Step): boolean {
  const atMs = speculateAtMs(step.state);
  if (atMs === undefined || step.nowMs < atMs) return false;
  const text = turnText(step.state.utterance);
  step.state.utterance.speculated = text;
  step.commands.push({ type: 'speculate', text });
  return true;
}

export const speculationWakeAtMs = speculateAtMs;
