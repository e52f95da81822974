/**
 * What the turn machine remembers: plain data, so that a call can be checkpointed and taken over mid-turn. Only the
 * machine's own rules change it, and only on the copy that `step` has made.
 */
import type { TurnAsker, TurnCommand } from './turn-events.ts';
import type { TurnOptions } from './turn-options.ts';

/** The reply that owns the floor: being prepared, or sounding, or held. */
export interface Floor {
  generation: number;
  phase: 'preparing' | 'speaking';
  sinceMs: number;
  pausedAtMs: number | null;
  /** Pauses of this reply that turned out to be nothing. */
  falsePauses: number;
  asks: boolean;
  /** The caller's words it answers; null when the agent speaks by itself. */
  turnText: string | null;
  turnSource: 'speech' | 'typed';
  turnBy: TurnAsker;
}

/** What the caller is saying and has not been answered yet. */
export interface Utterance {
  /** Voice heard in it, in all. */
  voicedMs: number;
  /** The instant of the last loud sample; null while nothing has been said, or the voice goes on. */
  silentSinceMs: number | null;
  /** When the silence was noticed: only a final after this is surely complete. */
  noticedAtMs: number;
  /** The line is noisy: do not trust a short dip. */
  noisy: boolean;
  finals: string[];
  partial: string;
  partialAtMs: number;
  finalAtMs: number | null;
  /** When the words last changed. */
  changedAtMs: number;
  finalizeSent: boolean;
  speculated: string | null;
  scored: { text: string; probability: number | null } | null;
  /** Words of a turn whose reply was cut before anything of it was heard. */
  carried: { text: string; generation: number; source: 'speech' | 'typed'; by: TurnAsker } | null;
  /** It began while the agent held the floor. */
  overAgent: boolean;
}

export interface TurnState {
  options: TurnOptions;
  /** The highest generation ever used. */
  generation: number;
  floor: Floor | null;
  voice: { on: boolean; startedAtMs: number; lastEventAtMs: number; voicedMs: number };
  utterance: Utterance;
  /** The last reply ended with a question. */
  lastReplyAsked: boolean;
  /** The last turn that was committed on a partial: its final may still come and must not become a second turn. */
  awaitedFinal: { text: string; committedAtMs: number; untilMs: number } | null;
  /** Extra wait for a caller who has been cut off before. */
  patienceMs: number;
  working: { generation: number; untilMs: number } | null;
  silence: { quietSinceMs: number; prompts: number; ended: boolean };
  /** A colleague speaks instead of the agent. */
  colleagueSpeaks: boolean;
  pushToTalk: { on: boolean; pressed: boolean; changedAtMs: number | null };
  hearingLost: boolean;
  notUnderstoodInARow: number;
}

/** One step in progress: the copy that rules may change, and what they ask for. */
export interface Step {
  readonly state: TurnState;
  readonly nowMs: number;
  readonly commands: TurnCommand[];
}

export function emptyUtterance(): Utterance {
  return {
    voicedMs: 0,
    silentSinceMs: null,
    noticedAtMs: 0,
    noisy: false,
    finals: [],
    partial: '',
    partialAtMs: 0,
    finalAtMs: null,
    changedAtMs: 0,
    finalizeSent: false,
    speculated: null,
    scored: null,
    carried: null,
    overAgent: false,
  };
}

export function newTurnState(options: TurnOptions, nowMs: number): TurnState {
  return {
    options,
    generation: 0,
    floor: null,
    voice: { on: false, startedAtMs: nowMs, lastEventAtMs: nowMs, voicedMs: 0 },
    utterance: emptyUtterance(),
    lastReplyAsked: false,
    awaitedFinal: null,
    patienceMs: 0,
    working: null,
    silence: { quietSinceMs: nowMs, prompts: 0, ended: false },
    colleagueSpeaks: false,
    pushToTalk: { on: false, pressed: false, changedAtMs: null },
    hearingLost: false,
    notUnderstoodInARow: 0,
  };
}

/** A copy deep enough for the rules to change. */
export function copyState(state: TurnState): TurnState {
  return {
    ...state,
    floor: state.floor && { ...state.floor },
    voice: { ...state.voice },
    utterance: { ...state.utterance, finals: [...state.utterance.finals] },
    silence: { ...state.silence },
    pushToTalk: { ...state.pushToTalk },
  };
}

/** The caller's words of this utterance, without those carried over from a voided turn. */
export function heardText(utterance: Utterance): string {
  return [...utterance.finals, utterance.partial].filter((part) => part !== '').join(' ');
}

/** The text the turn would be committed with. */
export function turnText(utterance: Utterance): string {
  return [utterance.carried?.text ?? '', heardText(utterance)].filter((part) => part !== '').join(' ');
}
