/**
 * Tries rules on what has happened: reads the log of a call, rebuilds what each call of a tool was judged on, and judges
 * it again. Nothing is ever run by it. Pure.
 */
import type { LogEntry } from '../../log/entry.ts';
import type { CallEventOf } from '../../log/events.ts';
import type { Approver } from '../approvals/approval.ts';
import { judge, type PolicyQuestion } from './policy.ts';
import type { PolicyRule } from './policy-rule.ts';

export interface Ruling {
  verdict: 'allow' | 'deny' | 'escalate';
  /** Unknown of what was logged before rules were named. */
  rule?: string | undefined;
  reason: string;
  /** With `escalate`: who must say yes. */
  by?: Approver | undefined;
}
export interface JudgedCall {
  callId: string;
  seq: number;
  atMs: number;
  generation: number;
  agent: string | undefined;
  tool: string;
  argumentsJson: string | undefined;
  before: Ruling;
  policyVersion: number | undefined;
  shadow: NonNullable<CallEventOf<'tool.judged'>['shadow']>;
  /** A string says why it cannot be judged again. */
  question: PolicyQuestion | string;
}

const FACTS_MISSING = 'facts missing: it was logged before they were kept';
const ARGUMENTS_MISSING = 'facts missing: its arguments are not in the log';
const ARGUMENTS_GONE = 'facts missing: its arguments are gone with the keys of their user';

/** Entries of one call, in order. */
export class CallReplay {
  readonly #arguments = new Map<string, { private: string; destroyed?: true | undefined }>();
  readonly #askedOf = new Map<string, Approver>();
  readonly #approved = new Set<string>();
  #agent: string | undefined;

  /** The judged call that this entry is, if it is one: the carrying out of a person's yes is none. */
  take(entry: LogEntry): JudgedCall | undefined {
    if (entry.type === 'call.started') this.#agent = entry.agent;
    if (entry.type === 'agent.changed') this.#agent = entry.to;
    if (entry.type === 'tool.intended') this.#arguments.set(entry.callKey, entry.arguments);
    if (entry.type === 'approval.requested') {
      this.#arguments.set(entry.callKey, entry.arguments);
      this.#askedOf.set(entry.callKey, entry.by);
    }
    if (entry.type === 'approval.decided' && entry.decision === 'approved') this.#approved.add(entry.callKey);
    if (entry.type !== 'tool.judged') return undefined;
    if (!entry.asked && this.#approved.has(entry.callKey)) return undefined;
    return this.#judged(entry);
  }

  #judged(entry: CallEventOf<'tool.judged'>): JudgedCall {
    const { callId, seq, atMs, generation, tool, callKey, verdict, rule, reason, policyVersion, shadow = [] } = entry;
    const given = entry.arguments ?? this.#arguments.get(callKey);
    const by = verdict === 'escalate' ? this.#askedOf.get(callKey) : undefined;
    return {
      callId,
      seq,
      atMs,
      generation,
      agent: entry.asked?.agent ?? this.#agent,
      tool,
      argumentsJson: given?.destroyed ? undefined : given?.private,
      before: { verdict, rule, reason, by },
      policyVersion,
      shadow,
      question: questionOf(entry, given),
    };
  }
}

function questionOf(
  { asked, tool }: CallEventOf<'tool.judged'>,
  given: { private: string; destroyed?: true | undefined } | undefined,
): PolicyQuestion | string {
  if (!asked) return FACTS_MISSING;
  if (!given) return ARGUMENTS_MISSING;
  if (given.destroyed) return ARGUMENTS_GONE;
  const { suspicions, confidence, ...facts } = asked;
  try {
    const input: unknown = JSON.parse(given.private);
    return { ...facts, tool, arguments: input, suspicious: suspicions.length > 0, confidence };
  } catch {
    return ARGUMENTS_MISSING;
  }
}

/** What the rules say of it now; undefined where that is what was said then. A string says why it cannot be judged. */
export function judgedAnew(
  { question, before }: JudgedCall,
  rulesOf: (agent: string) => readonly PolicyRule[] | undefined,
): Ruling | string | undefined {
  if (typeof question === 'string') return question;
  const rules = rulesOf(question.agent);
  if (!rules) return `facts missing: there is no agent ${JSON.stringify(question.agent)} any more`;
  const { verdict, rule, reason, approval } = judge(question, rules);
  const same = verdict === before.verdict && (before.by === undefined || approval?.by === before.by);
  return same ? undefined : { verdict, rule, reason, by: approval?.by };
}
