/** One turn of a call: what was asked, and how its answer came about. Pure. */
import type { LoggedEvent } from '../../../server/api/calls.ts';

type Of<T extends LoggedEvent['type']> = Extract<LoggedEvent, { type: T }>;

export interface SeenItem {
  atMs: number;
  what: 'camera' | 'screen' | 'document' | 'table' | 'keypad';
  text: string;
}
export interface ToolRow {
  callKey: string;
  tool: string;
  arguments: string;
  verdict: Of<'tool.judged'>['verdict'] | undefined;
  reason: string | undefined;
  shadow: NonNullable<Of<'tool.judged'>['shadow']>;
  approval: { id: string; by: string; readBack: string; expiresAtMs: number } | undefined;
  decision:
    | { what: Of<'approval.decided'>['decision']; by: string; reason: string | undefined; changed: string | undefined }
    | undefined;
  outcome: Of<'tool.finished'>['outcome'] | undefined;
  result: string | undefined;
  tookMs: number | undefined;
  undone: { outcome: Of<'tool.undone'>['outcome']; result: string } | undefined;
}
export interface SpokenRow {
  kind: Of<'reply.composed'>['kind'] | undefined;
  composed: string;
  /** Undefined while it is being said. */
  heard: string | undefined;
  complete: boolean;
  interrupted: boolean;
}

export interface PlannedRow {
  step: number;
  plan: string;
  prompt: string;
  promptVersion: string;
  /** A supervisor's word on it, and on which steps exactly. */
  review: { by: string; verdict: Verdict; reason: string; steps: string } | undefined;
}
type Verdict = NonNullable<Of<'planned'>['review']>['verdict'];

export interface StoryTurn {
  generation: number;
  atMs: number;
  asked: { by: 'caller' | 'operator' | 'system'; source: Of<'turn.committed'>['source']; text: string } | undefined;
  heard: readonly { text: string; confidence: number | undefined }[];
  seen: readonly SeenItem[];
  recalled: readonly { recordIds: readonly string[]; ranking: string; degraded: string | undefined; query: string }[];
  routed: readonly { route: string; to: string | undefined; reason: string }[];
  planned: readonly PlannedRow[];
  tools: readonly ToolRow[];
  tasks: readonly { taskId: string; goal: string }[];
  spoken: readonly SpokenRow[];
  degraded: readonly { stage: string; action: string; reason: string }[];
  stagesMs: Readonly<Record<string, number>>;
  usd: number;
  unpriced: number;
}

export const newTurn = (generation: number, atMs: number): StoryTurn => ({
  generation,
  atMs,
  asked: undefined,
  heard: [],
  seen: [],
  recalled: [],
  routed: [],
  planned: [],
  tools: [],
  tasks: [],
  spoken: [],
  degraded: [],
  stagesMs: {},
  usd: 0,
  unpriced: 0,
});

export function inTurn(turn: StoryTurn, event: LoggedEvent): StoryTurn {
  switch (event.type) {
    case 'turn.committed': {
      const by = event.source === 'system' ? 'system' : (event.askedBy ?? 'caller');
      return { ...turn, asked: { by, source: event.source, text: event.text.private }, atMs: event.atMs };
    }
    case 'recalled': {
      const { recordIds, ranking, degraded, query } = event;
      return { ...turn, recalled: [...turn.recalled, { recordIds, ranking, degraded, query: query.private }] };
    }
    case 'routed': {
      const { route, to, reason } = event;
      return { ...turn, routed: [...turn.routed, { route, to, reason }] };
    }
    case 'planned': {
      const { step, plan, prompt, promptVersion } = event;
      const review = event.review && {
        ...event.review,
        reason: event.review.reason.private,
        steps: event.review.steps.private,
      };
      const known = turn.planned.find((row) => row.step === step);
      const row = review && known ? { ...known, review } : { step, plan, prompt, promptVersion, review };
      return { ...turn, planned: [...turn.planned.filter((one) => one !== known || !review), row] };
    }
    case 'task.started':
      return { ...turn, tasks: [...turn.tasks, { taskId: event.taskId, goal: event.goal.private }] };
    case 'reply.composed': {
      const spoken = {
        kind: event.kind,
        composed: event.text.private,
        heard: undefined,
        complete: false,
        interrupted: false,
      };
      return { ...turn, spoken: [...turn.spoken, spoken] };
    }
    case 'reply.heard':
      return { ...turn, spoken: withHeard(turn.spoken, event) };
    case 'turn.timed':
      return { ...turn, stagesMs: { ...turn.stagesMs, ...event.stagesMs } };
    case 'cost':
      return event.usd === undefined
        ? { ...turn, unpriced: turn.unpriced + 1 }
        : { ...turn, usd: turn.usd + event.usd };
    case 'degraded': {
      const { stage, action, reason } = event;
      return { ...turn, degraded: [...turn.degraded, { stage, action, reason }] };
    }
    default:
      return 'callKey' in event ? { ...turn, tools: withTool(turn.tools, event) } : turn;
  }
}

/** What was heard belongs to the oldest of the turn's replies that is still being said. */
function withHeard(spoken: readonly SpokenRow[], event: Of<'reply.heard'>): SpokenRow[] {
  const told = { heard: event.text.private, complete: event.complete, interrupted: event.interrupted };
  const at = spoken.findIndex(({ heard }) => heard === undefined);
  if (at === -1) return [...spoken, { kind: undefined, composed: event.text.private, ...told }];
  return spoken.map((row, index) => (index === at ? { ...row, ...told } : row));
}

function withTool(tools: readonly ToolRow[], event: Extract<LoggedEvent, { callKey: string }>): ToolRow[] {
  const at = tools.findLastIndex(({ callKey }) => callKey === event.callKey);
  const known = tools[at] ?? newTool(event.callKey, 'tool' in event ? event.tool : '');
  const next = afterEvent(known, event);
  return at === -1 ? [...tools, next] : tools.map((tool, index) => (index === at ? next : tool));
}

function afterEvent(tool: ToolRow, event: Extract<LoggedEvent, { callKey: string }>): ToolRow {
  switch (event.type) {
    case 'tool.intended':
      return { ...tool, arguments: event.arguments.private };
    case 'tool.judged':
      return {
        ...tool,
        verdict: event.verdict,
        reason: event.reason,
        shadow: event.shadow ?? [],
        // Of what was refused nothing else is written down.
        ...(event.verdict === 'deny' ? { outcome: tool.outcome ?? 'denied' } : {}),
        arguments: event.arguments?.private || tool.arguments,
      };
    case 'approval.requested': {
      const { approvalId: id, by, readBack, expiresAtMs } = event;
      return {
        ...tool,
        arguments: event.arguments.private || tool.arguments,
        approval: { id, by, readBack: readBack.private, expiresAtMs },
      };
    }
    case 'approval.decided': {
      const { decision, by, reason, arguments: changed } = event;
      return { ...tool, decision: { what: decision, by, reason: reason?.private, changed: changed?.private } };
    }
    case 'tool.finished':
      return { ...tool, outcome: event.outcome, result: event.result.private, tookMs: event.tookMs };
    case 'tool.undone':
      return { ...tool, undone: { outcome: event.outcome, result: event.result.private } };
    default:
      return tool;
  }
}

const newTool = (callKey: string, tool: string): ToolRow => ({
  callKey,
  tool,
  arguments: '',
  verdict: undefined,
  reason: undefined,
  shadow: [],
  approval: undefined,
  decision: undefined,
  outcome: undefined,
  result: undefined,
  tookMs: undefined,
  undone: undefined,
});
