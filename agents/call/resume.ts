/** What a call that is taken over needs to know of its past, from its events. Pure. */
import type { TurnAsker } from '../hearing/turn-events.ts';
import type { CallerTurn, Participant } from '../log/call-state.ts';
import type { CallEvent } from '../log/events.ts';
import { foldCall } from '../log/fold.ts';
import type { Caller } from '../room/call-room-port.ts';
import type { Wish } from '../seeing/wishes.ts';
import { type ActsBefore, actsBefore } from './acts-before.ts';
import { type ShownBefore, shownBefore } from './shown-before.ts';

export interface ResumedCall {
  turns: ({ role: 'caller'; text: string; by: TurnAsker } | { role: 'agent'; text: string; interrupted: boolean })[];
  /** The highest generation used: numbers go on from here. */
  generation: number;
  /** Inbox commands already done. */
  commandIds: string[];
  /** What the caller last asked, when its answer was not heard to the end. */
  unanswered: { text: string; by: TurnAsker; generation: number } | undefined;
  /** Who was in the call, and most likely still is. */
  caller: Caller | undefined;
  /** Standing wishes that are still open. */
  wishes: readonly Wish[];
  shown: ShownBefore;
  acts: ActsBefore;
}

export function resumedCall(history: readonly CallEvent[]): ResumedCall | undefined {
  if (history.length === 0) return undefined;
  const state = foldCall(withoutHoles(history));
  const { conversation, generation, commandIds, participants, wishes } = state;
  const caller = lastPresent(Object.values(participants));
  const acts = actsBefore(state, caller?.identity);
  const kept = { generation, commandIds, caller, wishes, shown: shownBefore(history), acts };
  const turns = conversation.flatMap((turn): ResumedCall['turns'] => {
    if (turn.role === 'agent')
      return turn.heard === '' ? [] : [{ role: 'agent', text: turn.heard, interrupted: !turn.complete }];
    return turn.role === 'user' ? [{ role: 'caller', text: turn.text, by: askerOf(history, turn.generation) }] : [];
  });
  const lastAsked = conversation.findLast((turn): turn is CallerTurn => turn.role === 'user');
  const answered =
    lastAsked &&
    conversation.some(
      (turn) =>
        turn.role === 'agent' && turn.generation === lastAsked.generation && (turn.complete || turn.interrupted),
    );
  if (!lastAsked || answered) return { ...kept, turns, unanswered: undefined };
  return {
    ...kept,
    turns: turns.slice(
      0,
      turns.findLastIndex((turn) => turn.role === 'caller'),
    ),
    unanswered: {
      text: lastAsked.text,
      by: askerOf(history, lastAsked.generation),
      generation: lastAsked.generation,
    },
  };
}

function lastPresent(participants: readonly Participant[]): Caller | undefined {
  const found = participants.findLast(({ leftAtMs }) => leftAtMs === undefined);
  if (!found) return undefined;
  const { identity, name, kind } = found;
  return { identity, name: name?.private ?? '', kind: kind === 'agent' ? 'other' : kind, attributes: {} };
}

function askerOf(history: readonly CallEvent[], generation: number): TurnAsker {
  const committed = history.findLast((event) => event.type === 'turn.committed' && event.generation === generation);
  return (committed?.type === 'turn.committed' && committed.askedBy) || 'caller';
}

/**
 * Numbered anew: events of a later version were left out by whoever read the log, and what is known is worth more than
 * the hole.
 */
const withoutHoles = (history: readonly CallEvent[]): CallEvent[] =>
  history.map((event, index) => ({ ...event, seq: index + 1 }));
