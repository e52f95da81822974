/** The state of a call as its log tells it: the shape that the fold produces. Types and the empty value only. */
import type { MarkedText } from '../observation/schema.ts';
import type { StageTimes } from '../trace/stages.ts';
import type { CallEventOf } from './events.ts';

export interface Participant {
  identity: string;
  userId: string;
  kind: CallEventOf<'participant.joined'>['kind'];
  name: MarkedText | undefined;
  joinedAtMs: number;
  /** Undefined while present. */
  leftAtMs: number | undefined;
}

export interface CallerTurn {
  role: 'user' | 'system';
  generation: number;
  source: CallEventOf<'turn.committed'>['source'];
  text: string;
  atMs: number;
}
export interface AgentTurn {
  role: 'agent';
  generation: number;
  kind: CallEventOf<'reply.composed'>['kind'] | undefined;
  /** What was meant to be said. */
  composed: string;
  /** What playout confirms: the only text that history and memory may use. */
  heard: string;
  /** Everything composed was heard. */
  complete: boolean;
  interrupted: boolean;
  atMs: number;
}
export type Utterance = CallerTurn | AgentTurn;

export interface ToolUse {
  generation: number;
  tool: string;
  callKey: string;
  arguments: string;
  verdict: CallEventOf<'tool.judged'>['verdict'] | undefined;
  reason: string | undefined;
  /** Undefined while it runs, or when the process died between attempt and result. */
  outcome: CallEventOf<'tool.finished'>['outcome'] | undefined;
  result: string | undefined;
  tookMs: number | undefined;
}

/** A call of a tool that waited for a person's yes. What was done of it stands with the tools, under its key. */
export interface ApprovalUse {
  id: string;
  generation: number;
  tool: string;
  callKey: string;
  by: CallEventOf<'approval.requested'>['by'];
  /** As asked for; canonical. */
  arguments: string;
  readBack: string;
  reason: string;
  requestedAtMs: number;
  expiresAtMs: number;
  /** Undefined while it waits. */
  decision: CallEventOf<'approval.decided'>['decision'] | undefined;
  decidedBy: string | undefined;
  decidedAtMs: number | undefined;
  decidedReason: string | undefined;
  /** As an operator changed them. */
  editedArguments: string | undefined;
  /** What doing it came to; undefined when it was not, or not yet, done. */
  outcome: ToolUse['outcome'];
  result: string | undefined;
}

export interface ProviderCost {
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  characters: number;
  audioSeconds: number;
  usd: number;
  /** Uses that had no price: when above 0, `usd` is a lower bound. */
  unpriced: number;
}

export interface CallState {
  callId: string | undefined;
  lastSeq: number;
  status: 'new' | 'live' | 'ended';
  roomName: string | undefined;
  jobId: string | undefined;
  agent: string | undefined;
  agentVersion: string | undefined;
  models: Record<string, string>;
  startedAtMs: number | undefined;
  endedAtMs: number | undefined;
  outcome: CallEventOf<'call.ended'>['outcome'] | undefined;
  endReason: string | undefined;
  participants: Record<string, Participant>;
  conversation: Utterance[];
  /** The highest generation seen. */
  generation: number;
  costs: Record<string, ProviderCost>;
  costsByGeneration: Record<number, number>;
  tools: ToolUse[];
  approvals: ApprovalUse[];
  stagesMs: Record<number, StageTimes>;
  degradations: { atMs: number; stage: string; action: string; reason: string; generation: number | undefined }[];
  rememberedIds: string[];
  /** Inbox commands already consumed: a command delivered twice is done once. */
  commandIds: string[];
  personRequested: string | undefined;
  /** Standing wishes that have neither come true nor been dropped. */
  wishes: { id: string; what: string; madeAtMs: number }[];
  observations: Record<string, number>;
  /** Events that this version could not interpret. */
  foreign: number;
}

export const emptyCallState = (): CallState => ({
  callId: undefined,
  lastSeq: 0,
  status: 'new',
  roomName: undefined,
  jobId: undefined,
  agent: undefined,
  agentVersion: undefined,
  models: {},
  startedAtMs: undefined,
  endedAtMs: undefined,
  outcome: undefined,
  endReason: undefined,
  participants: {},
  conversation: [],
  generation: 0,
  costs: {},
  costsByGeneration: {},
  tools: [],
  approvals: [],
  stagesMs: {},
  degradations: [],
  rememberedIds: [],
  commandIds: [],
  personRequested: undefined,
  wishes: [],
  observations: {},
  foreign: 0,
});
