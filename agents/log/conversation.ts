/**
 * The conversation inside a call's state: what the caller said and what the caller heard. Pure.
 * Rules: `reply.heard` states all that was heard of the utterance at hand so far (the latest one counts). Once an
 * utterance was heard to its end or was interrupted, further text of the same generation (an answer after a filler) is
 * an utterance of its own.
 */
import type { AgentTurn, CallState, Utterance } from './call-state.ts';
import type { CallEventOf } from './events.ts';

const join = (before: string, more: string): string => {
  if (more.startsWith(before)) return more;
  return before === '' ? more : `${before} ${more}`;
};

const isOpen = (turn: Utterance, generation: number): turn is AgentTurn =>
  turn.role === 'agent' && turn.generation === generation && !turn.complete && !turn.interrupted;

const replaceAt = (turns: Utterance[], index: number, turn: Utterance): Utterance[] => turns.with(index, turn);

export function withCommitted(turns: Utterance[], event: CallEventOf<'turn.committed'>): Utterance[] {
  const role = event.source === 'system' ? 'system' : 'user';
  return [
    ...turns,
    { role, generation: event.generation, source: event.source, text: event.text.private, atMs: event.atMs },
  ];
}

export function withComposed(turns: Utterance[], event: CallEventOf<'reply.composed'>): Utterance[] {
  const index = turns.findLastIndex((turn) => isOpen(turn, event.generation));
  const open = turns[index];
  if (open?.role === 'agent' && (open.kind === undefined || open.kind === event.kind)) {
    return replaceAt(turns, index, { ...open, kind: event.kind, composed: join(open.composed, event.text.private) });
  }
  return [...turns, agentTurn(event.generation, event.kind, event.text.private, '', event.atMs)];
}

export function withHeard(turns: Utterance[], event: CallEventOf<'reply.heard'>): Utterance[] {
  const heard = event.text.private;
  const verdict = { heard, complete: event.complete, interrupted: event.interrupted };
  // Utterances are played in the order they were composed: the first open one is the one being heard.
  const index = turns.findIndex((turn) => isOpen(turn, event.generation));
  const open = turns[index];
  if (open?.role === 'agent') return replaceAt(turns, index, { ...open, ...verdict });
  const lastIndex = turns.findLastIndex((turn) => turn.role === 'agent' && turn.generation === event.generation);
  const last = turns[lastIndex];
  // A correction of what was last reported, not new speech.
  if (last?.role === 'agent' && heard.startsWith(last.heard))
    return replaceAt(turns, lastIndex, { ...last, ...verdict });
  return [...turns, { ...agentTurn(event.generation, undefined, '', heard, event.atMs), ...verdict }];
}

const agentTurn = (
  generation: number,
  kind: AgentTurn['kind'],
  composed: string,
  heard: string,
  atMs: number,
): AgentTurn => ({
  role: 'agent',
  generation,
  kind,
  composed,
  heard,
  complete: false,
  interrupted: false,
  atMs,
});

export interface SpokenLine {
  role: 'user' | 'agent' | 'system';
  text: string;
  generation: number;
  /** The caller cut it off. */
  interrupted: boolean;
  /** Still being spoken: `text` is what was heard so far. */
  inFlight: boolean;
}

/** The conversation as both sides know it: what was heard, never what was only meant to be said. */
export function conversationOf(state: CallState): SpokenLine[] {
  return state.conversation.flatMap((turn): SpokenLine[] => {
    if (turn.role !== 'agent') {
      // Its key is destroyed: nothing is left of it.
      if (turn.text === '') return [];
      return [{ role: turn.role, text: turn.text, generation: turn.generation, interrupted: false, inFlight: false }];
    }
    if (turn.heard === '') return [];
    const { heard: text, generation, interrupted } = turn;
    return [
      {
        role: 'agent',
        text,
        generation,
        interrupted,
        inFlight: !turn.complete && !interrupted && state.status !== 'ended',
      },
    ];
  });
}
