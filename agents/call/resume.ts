/** What a call that is taken over needs to know of its past, from its events. Pure. */
import type { TurnAsker } from '../hearing/turn-events.ts';
import type { CallerTurn, Participant, ToolUse } from '../log/call-state.ts';
import type { CallEvent } from '../log/events.ts';
import { foldCall } from '../log/fold.ts';
import type { ChatMessage } from '../models/interfaces.ts';
import { UNSETTLED } from '../planning/unsettled-call.ts';
import { usedTool } from '../planning/used-tool.ts';
import type { Caller } from '../room/call-room-port.ts';
import type { Wish } from '../seeing/wishes.ts';
import { type ActsBefore, actsBefore } from './acts-before.ts';
import { type ShownBefore, shownBefore } from './shown-before.ts';

export interface ResumedCall {
  turns: (
    | { role: 'caller'; text: string; by: TurnAsker; done: readonly ChatMessage[] }
    | { role: 'agent'; text: string; interrupted: boolean }
  )[];
  /** The highest generation used: numbers go on from here. */
  generation: number;
  /** Inbox commands already done. */
  commandIds: string[];
  /** What the caller last asked, when its answer was not heard to the end. */
  unanswered: { text: string; by: TurnAsker; generation: number; done: readonly ChatMessage[] } | undefined;
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
  const { generation, commandIds, participants, wishes, tools } = state;
  const sinceMs = callerSinceMs(history);
  const conversation = state.conversation.filter(({ atMs }) => atMs >= sinceMs);
  const known = tools.filter(({ callKey, result }) => result !== undefined || !isRead(history, callKey));
  const doneIn = (turn: number) => toolsDone(known.filter((use) => use.generation === turn));
  const caller = lastPresent(Object.values(participants));
  const acts = actsBefore(state, caller?.identity);
  const kept = { generation, commandIds, caller, wishes, shown: shownBefore(history), acts };
  const turns = conversation.flatMap((turn): ResumedCall['turns'] => {
    if (turn.role === 'agent')
      return turn.heard === '' ? [] : [{ role: 'agent', text: turn.heard, interrupted: !turn.complete }];
    if (turn.role !== 'user') return [];
    const { text, generation: asked } = turn;
    return [{ role: 'caller', text, by: askerOf(history, asked), done: doneIn(asked) }];
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
      done: doneIn(lastAsked.generation),
    },
  };
}

/** A read that nobody saw the end of is simply asked for again. */
const isRead = (history: readonly CallEvent[], callKey: string): boolean =>
  history.some((event) => event.type === 'tool.judged' && event.callKey === callKey && event.asked?.tier === 'read');

/** What was done for a turn, as the model was shown it: it must neither ask for it again nor forget what came of it. */
function toolsDone(uses: readonly ToolUse[]): ChatMessage[] {
  return uses.flatMap(({ tool, callKey, generation, arguments: argumentsJson, verdict, result }): ChatMessage[] => {
    // Nobody has said yes to it so far, or it was not allowed.
    if (result === undefined && verdict !== 'allow') return [];
    const id = `${generation}-${callKey}`;
    return usedTool(id, tool, argumentsJson, result ?? UNSETTLED);
  });
}

/** When the one who is the caller now took another one's place: what was said before is not for them. */
function callerSinceMs(history: readonly CallEvent[]): number {
  let caller: string | undefined;
  let sinceMs = Number.NEGATIVE_INFINITY;
  for (const event of history) {
    if (event.type !== 'participant.joined') continue;
    if (caller !== undefined && event.userId !== caller) sinceMs = event.atMs;
    caller = event.userId;
  }
  return sinceMs;
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
