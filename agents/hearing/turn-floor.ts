/**
 * Who has the floor: the few changes of it, each with the command that tells the mouth. Only the generation on the
 * floor is ever commanded, so nothing can be asked of an older one.
 */
import type { TurnAsker } from './turn-events.ts';
import type { Step } from './turn-state.ts';

type CutReason = 'barge-in' | 'typed' | 'talk-key' | 'superseded' | 'overdue';

export function pause({ state, nowMs, commands }: Step): void {
  if (!state.floor || state.floor.pausedAtMs !== null) return;
  state.floor.pausedAtMs = nowMs;
  commands.push({ type: 'pause-playout', generation: state.floor.generation });
}

export function resume({ state, commands }: Step): void {
  if (!state.floor || state.floor.pausedAtMs === null) return;
  state.floor.pausedAtMs = null;
  state.floor.falsePauses += 1;
  commands.push({ type: 'resume-playout', generation: state.floor.generation });
}

/**
 * Ends the reply on the floor for good. When nothing of it was heard, the turn it answered is not over after all: its
 * words go in front of what is being said now.
 */
export function cut(step: Step, reason: CutReason): void {
  const { state, commands } = step;
  const floor = state.floor;
  if (!floor) return;
  commands.push({ type: 'cut-playout', generation: floor.generation, reason });
  const unheard = floor.phase === 'preparing' && floor.turnText !== null;
  if (unheard && floor.turnText !== null && reason !== 'overdue' && reason !== 'superseded') {
    state.utterance.carried = {
      text: floor.turnText,
      generation: floor.generation,
      source: floor.turnSource,
      by: floor.turnBy,
    };
    dropSpeculation(step);
  }
  // Whoever works for a reply that was cut stops, and tells nobody.
  if (state.working?.generation === floor.generation) state.working = null;
  vacate(step, floor.asks);
}

/** The floor is free: the reply has ended by itself or was cut. `asked` says whether it ended with a question. */
export function vacate({ state, nowMs }: Step, asked: boolean): void {
  state.floor = null;
  state.lastReplyAsked = asked;
  state.silence.quietSinceMs = nowMs;
}

export function dropSpeculation({ state, commands }: Step): void {
  if (state.utterance.speculated === null) return;
  state.utterance.speculated = null;
  commands.push({ type: 'discard-speculation' });
}

/** The reply to `text` is being prepared from now on. */
export function takeFloor(
  { state, nowMs }: Step,
  generation: number,
  turn: { text: string; source: 'speech' | 'typed'; by: TurnAsker } | null,
  asks: boolean,
): void {
  state.generation = generation;
  state.floor = {
    generation,
    phase: 'preparing',
    sinceMs: nowMs,
    pausedAtMs: null,
    falsePauses: 0,
    asks,
    turnText: turn?.text ?? null,
    turnSource: turn?.source ?? 'speech',
    turnBy: turn?.by ?? 'caller',
  };
}
