/**
 * The turn machine: who speaks, and when a turn is over. A pure reducer over plain data; the rules live in files of
 * their own (barge-in, end-of-turn, speculation, silence) and this one feeds them events and lets them settle.
 * It starts nothing: `step` returns commands, `wakeAtMs` the one instant at which it wants to be asked again.
 */
import { bargeInWakeAtMs, settleBargeIn } from './barge-in.ts';
import { endOfTurnWakeAtMs, settleEndOfTurn } from './end-of-turn.ts';
import { settleSilence, silenceWakeAtMs } from './silence.ts';
import { settleSpeculation, speculationWakeAtMs } from './speculation.ts';
import type { AgentState, TurnCommand, TurnEvent } from './turn-events.ts';
import { onSound } from './turn-hearing.ts';
import { defaultTurnOptions, type TurnOptions } from './turn-options.ts';
import { onReply } from './turn-replies.ts';
import { onWhoSpeaks } from './turn-speakers.ts';
import { copyState, newTurnState, type Step, type TurnState } from './turn-state.ts';
import { isBlank } from './turn-utterance.ts';
import { settleVoice, voiceWakeAtMs } from './turn-voice.ts';

export type { TurnState } from './turn-state.ts';

/** Rules fire until none does; each makes progress, so this is only a guard against a rule that does not. */
const MAX_ROUNDS = 12;

export function initialTurnState(options: Partial<TurnOptions>, nowMs: number): TurnState {
  return newTurnState({ ...defaultTurnOptions, ...options }, nowMs);
}

/** What `event` at `nowMs` leads to. The state given is left untouched. */
export function step(state: TurnState, event: TurnEvent, nowMs: number): { state: TurnState; commands: TurnCommand[] } {
  const next: Step = { state: copyState(state), nowMs, commands: [] };
  if (!onWhoSpeaks(next, event) && !onSound(next, event)) onReply(next, event);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const changed =
      settleVoice(next) ||
      settleBargeIn(next) ||
      settleEndOfTurn(next) ||
      settleSpeculation(next) ||
      settleSilence(next);
    if (!changed) break;
  }
  return { state: next.state, commands: next.commands };
}

/** When the machine wants `clock`; undefined when only an event can change anything. `nowMs` is the time of the last step. */
export function wakeAtMs(state: TurnState): number | undefined {
  const times = [
    voiceWakeAtMs(state),
    bargeInWakeAtMs(state, Number.NEGATIVE_INFINITY),
    endOfTurnWakeAtMs(state),
    speculationWakeAtMs(state),
    silenceWakeAtMs(state),
  ];
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** What the page shows. While a reply is held because somebody is heard, the agent listens. */
export function agentState({ floor }: TurnState): AgentState {
  if (!floor) return 'listening';
  if (floor.pausedAtMs !== null) return 'listening';
  return floor.phase === 'preparing' ? 'thinking' : 'speaking';
}

/** The number an announcement of the agent's own must carry in `agent-speaks`. */
export function nextGeneration(state: TurnState): number {
  return state.generation + 1;
}

/** True when the agent may begin to speak by itself: nobody speaks, and nothing said is waiting for its answer. */
export function floorIsFree(state: TurnState): boolean {
  return state.floor === null && !state.voice.on && !state.pushToTalk.pressed && isBlank(state.utterance);
}
