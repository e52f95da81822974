/**
 * The fold: the only thing that advances a call's state. Pure and total: the same entries give the same state on any
 * machine, an event of a later version is counted and passed over, and a hole in the sequence is an error.
 */

import { withApproval } from './approval-fold.ts';
import { type CallState, emptyCallState, type ProviderCost, type ToolUse } from './call-state.ts';
import { withCommitted, withComposed, withHeard } from './conversation.ts';
import type { LogEntry } from './entry.ts';
import type { CallEventOf } from './events.ts';

/** The log of a call is not one unbroken sequence. */
export class SequenceError extends Error {
  override readonly name = 'SequenceError';
}

/** The state after all of `entries`, starting from `from` (a new call when left out). */
export const foldCall = (entries: Iterable<LogEntry>, from: CallState = emptyCallState()): CallState => {
  let state = from;
  for (const entry of entries) state = foldEntry(state, entry);
  return state;
};

/** The state after one more entry. Throws SequenceError unless it is the next one of the same call. */
export function foldEntry(before: CallState, entry: LogEntry): CallState {
  if (before.callId !== undefined && before.callId !== entry.callId) {
    throw new SequenceError(`Call ${before.callId} was given an event of call ${entry.callId}.`);
  }
  if (entry.seq !== before.lastSeq + 1) {
    throw new SequenceError(
      `Call ${entry.callId}: event ${entry.seq} follows ${before.lastSeq}; ${before.lastSeq + 1} was expected.`,
    );
  }
  const next = apply(before, entry);
  const generation = 'generation' in entry ? Math.max(next.generation, entry.generation ?? 0) : next.generation;
  return { ...next, callId: entry.callId, lastSeq: entry.seq, generation };
}

function apply(state: CallState, entry: LogEntry): CallState {
  switch (entry.type) {
    case 'call.started': {
      const { roomName, jobId, agent, agentVersion, models } = entry;
      return {
        ...state,
        status: 'live',
        roomName,
        jobId,
        agent,
        agentVersion,
        models,
        startedAtMs: state.startedAtMs ?? entry.atMs,
      };
    }
    case 'agent.changed':
      return { ...state, agent: entry.to, agentVersion: entry.agentVersion };
    case 'participant.joined': {
      const { identity, userId, kind, name } = entry;
      const joined = { identity, userId, kind, name, joinedAtMs: entry.atMs, leftAtMs: undefined };
      return { ...state, participants: { ...state.participants, [identity]: joined } };
    }
    case 'participant.left': {
      const gone = state.participants[entry.identity];
      if (!gone) return state;
      return { ...state, participants: { ...state.participants, [entry.identity]: { ...gone, leftAtMs: entry.atMs } } };
    }
    case 'observed': {
      const { kind } = entry.observation;
      return { ...state, observations: { ...state.observations, [kind]: (state.observations[kind] ?? 0) + 1 } };
    }
    case 'turn.committed':
      return { ...state, conversation: withCommitted(state.conversation, entry) };
    case 'reply.composed':
      return { ...state, conversation: withComposed(state.conversation, entry) };
    case 'reply.heard':
      return { ...state, conversation: withHeard(state.conversation, entry) };
    case 'tool.intended':
    case 'tool.judged':
    case 'tool.finished':
      return {
        ...state,
        tools: withTool(state.tools, entry),
        approvals: entry.type === 'tool.finished' ? withApproval(state.approvals, entry) : state.approvals,
      };
    case 'approval.requested':
    case 'approval.decided':
      return { ...state, approvals: withApproval(state.approvals, entry) };
    case 'turn.timed':
      return {
        ...state,
        stagesMs: {
          ...state.stagesMs,
          [entry.generation]: { ...state.stagesMs[entry.generation], ...definedOnly(entry.stagesMs) },
        },
      };
    case 'cost':
      return withCost(state, entry);
    case 'degraded': {
      const { atMs, stage, action, reason, generation } = entry;
      return { ...state, degradations: [...state.degradations, { atMs, stage, action, reason, generation }] };
    }
    case 'wished': {
      const others = state.wishes.filter(({ id }) => id !== entry.wishId);
      const wish = { id: entry.wishId, what: entry.what.private, madeAtMs: entry.atMs };
      return { ...state, wishes: entry.phase === 'made' ? [...others, wish] : others };
    }
    case 'remembered':
      return { ...state, rememberedIds: [...state.rememberedIds, entry.recordId] };
    case 'person.requested':
      return { ...state, personRequested: entry.reason.private };
    case 'command.consumed':
      return { ...state, commandIds: [...state.commandIds, entry.commandId] };
    case 'call.ended':
      // A call handed over lives on in another host, whose events follow.
      if (entry.outcome === 'handed-over') return { ...state, outcome: entry.outcome, endReason: entry.reason };
      return { ...state, status: 'ended', outcome: entry.outcome, endReason: entry.reason, endedAtMs: entry.atMs };
    case 'recalled':
    case 'planned':
    case 'presented':
    case 'routed':
    case 'operator.whispered':
    case 'operator.took-over':
    case 'operator.gave-back':
    case 'task.started':
    case 'task.reported':
      return state;
    case 'foreign':
      return { ...state, foreign: state.foreign + 1 };
    default:
      // Reached only by an entry that did not pass through readEntry: a later version's event, passed over too.
      return { ...state, foreign: state.foreign + 1 };
  }
}

const definedOnly = (stages: CallEventOf<'turn.timed'>['stagesMs']) =>
  Object.fromEntries(Object.entries(stages).filter(([, ms]) => ms !== undefined));

function withTool(tools: ToolUse[], event: CallEventOf<'tool.intended' | 'tool.judged' | 'tool.finished'>): ToolUse[] {
  const index = tools.findLastIndex((use) => use.callKey === event.callKey && use.outcome === undefined);
  const { generation, tool, callKey } = event;
  const use: ToolUse = tools[index] ?? {
    generation,
    tool,
    callKey,
    arguments: '',
    verdict: undefined,
    reason: undefined,
    outcome: undefined,
    result: undefined,
    tookMs: undefined,
  };
  const changed = { ...use, ...toolPart(event) };
  return index < 0 ? [...tools, changed] : tools.with(index, changed);
}

function toolPart(event: CallEventOf<'tool.intended' | 'tool.judged' | 'tool.finished'>): Partial<ToolUse> {
  if (event.type === 'tool.intended') return { arguments: event.arguments.private };
  if (event.type === 'tool.judged') return { verdict: event.verdict, reason: event.reason };
  return { outcome: event.outcome, result: event.result.private, tookMs: event.tookMs };
}

const NO_COST: ProviderCost = {
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  characters: 0,
  audioSeconds: 0,
  usd: 0,
  unpriced: 0,
};

function withCost(state: CallState, event: CallEventOf<'cost'>): CallState {
  const before = state.costs[event.provider] ?? NO_COST;
  const after: ProviderCost = {
    inputTokens: before.inputTokens + (event.inputTokens ?? 0),
    cachedInputTokens: before.cachedInputTokens + (event.cachedInputTokens ?? 0),
    outputTokens: before.outputTokens + (event.outputTokens ?? 0),
    characters: before.characters + (event.characters ?? 0),
    audioSeconds: before.audioSeconds + (event.audioSeconds ?? 0),
    usd: before.usd + (event.usd ?? 0),
    unpriced: before.unpriced + (event.usd === undefined ? 1 : 0),
  };
  const ofGeneration = (state.costsByGeneration[event.generation] ?? 0) + (event.usd ?? 0);
  return {
    ...state,
    costs: { ...state.costs, [event.provider]: after },
    costsByGeneration: { ...state.costsByGeneration, [event.generation]: ofGeneration },
  };
}
