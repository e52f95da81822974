/** A folded call as the API shows it. Pure. */
import type { CallState, Participant, ProviderCost } from '../../agents/log/call-state.ts';
import type { CallReply, TimelineQuery, TimelineReply } from '../api/calls.ts';

const sum = (costs: Record<string, ProviderCost>, field: 'usd' | 'unpriced'): number =>
  Object.values(costs).reduce((total, cost) => total + cost[field], 0);

const shownParticipant = ({ name, ...rest }: Participant): CallReply['participants'][number] => ({
  ...rest,
  name: name?.private,
});

/** `callId` is the one asked for: a state that folded nothing has none. */
export function callOf(state: CallState, callId: string): CallReply {
  const {
    status,
    roomName,
    jobId,
    agent,
    agentVersion,
    models,
    startedAtMs,
    endedAtMs,
    outcome,
    endReason,
    lastSeq,
    personRequested,
  } = state;
  return {
    callId,
    status,
    roomName,
    jobId,
    agent,
    agentVersion,
    models,
    startedAtMs,
    endedAtMs,
    outcome,
    endReason,
    participants: Object.values(state.participants).map(shownParticipant),
    lastSeq,
    turns: state.conversation.filter(({ role }) => role === 'user').length,
    costUsd: sum(state.costs, 'usd'),
    unpricedUses: sum(state.costs, 'unpriced'),
    personRequested,
  };
}

/** What belongs to the turns of the page: a call of hours is too long for one answer. Costs are of the whole call. */
export function timelineOf(state: CallState, callId: string, { limit, before }: TimelineQuery): TimelineReply {
  const to = Math.min(before ?? state.conversation.length, state.conversation.length);
  const from = Math.max(0, to - limit);
  const conversation = state.conversation.slice(from, to);
  // What came before the first turn of the call, or after its last, is on the page of that turn.
  const first = from === 0 ? Number.NEGATIVE_INFINITY : (conversation[0]?.generation ?? 0);
  const next = state.conversation[to];
  const end = next === undefined ? Number.POSITIVE_INFINITY : next.generation;
  const isOnPage = ({ generation }: { generation: number }): boolean => generation >= first && generation < end;
  const isInTime = ({ atMs }: { atMs: number }): boolean =>
    (from === 0 || atMs >= (conversation[0]?.atMs ?? 0)) && (next === undefined || atMs < next.atMs);
  const turns = Object.entries(state.stagesMs).map(([generation, stagesMs]) => ({
    generation: Number(generation),
    stagesMs: Object.fromEntries(
      Object.entries(stagesMs).filter((entry): entry is [string, number] => entry[1] !== undefined),
    ),
    usd: state.costsByGeneration[Number(generation)],
  }));
  const { tools, approvals, costs, degradations, observations } = state;
  return {
    call: callOf(state, callId),
    conversation,
    ...(from === 0 ? {} : { earlier: from }),
    tools: tools.filter(isOnPage),
    approvals: approvals.filter(isOnPage),
    costs,
    turns: turns.filter(isOnPage),
    degradations: degradations.filter(isInTime),
    observations,
    foreignEvents: state.foreign,
  };
}
