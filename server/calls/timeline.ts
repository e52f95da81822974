/** A folded call as the API shows it. Pure. */
import type { CallState, Participant, ProviderCost } from '../../agents/log/call-state.ts';
import type { CallReply, TimelineReply } from '../api/calls.ts';

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

export function timelineOf(state: CallState, callId: string): TimelineReply {
  const turns = Object.entries(state.stagesMs).map(([generation, stagesMs]) => ({
    generation: Number(generation),
    stagesMs: Object.fromEntries(
      Object.entries(stagesMs).filter((entry): entry is [string, number] => entry[1] !== undefined),
    ),
    usd: state.costsByGeneration[Number(generation)],
  }));
  const { conversation, tools, approvals, costs, degradations, observations } = state;
  return {
    call: callOf(state, callId),
    conversation,
    tools,
    approvals,
    costs,
    turns,
    degradations,
    observations,
    foreignEvents: state.foreign,
  };
}
