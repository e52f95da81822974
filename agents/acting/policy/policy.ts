/**
 * Whether a tool call may run: rules as data in, a verdict with its reason out. Pure, and fails closed: what no rule
 * allows is denied, and a rule that cannot be evaluated denies.
 */
import type { ProvenanceSource } from '../../observation/schema.ts';
import type { Approver } from '../approvals/approval.ts';
import type { Tier } from '../tool.ts';
import { argumentMatches } from './argument-test.ts';
import type { PolicyRule } from './policy-rule.ts';

export type { PolicyRule } from './policy-rule.ts';

export interface PolicyQuestion {
  agent: string;
  tool: string;
  /** Name of the source the tool comes from; undefined for a function of the agent. */
  source?: string | undefined;
  tier: Tier;
  arguments: unknown;
  /** Who asked for the turn this call belongs to. */
  askedBy: ProvenanceSource;
  /** Whose content the model had before it when it asked for this: the prompt, the files, earlier results. */
  informedBy: readonly ProvenanceSource[];
  channel: 'browser' | 'phone' | 'api';
  /** Whose call or task it is. */
  userId?: string | undefined;
  /** Something in the turn looked like instructions from content. */
  suspicious?: boolean | undefined;
  /** Recogniser confidence of the words that led here, when they were spoken. */
  confidence: number | undefined;
}
export interface Verdict {
  verdict: 'allow' | 'deny' | 'escalate';
  rule: string;
  reason: string;
  /** With `escalate`: who must say yes, and for how long the question stands. */
  approval?: { by: Approver; expiresInMs: number };
  /** What rules in shadow would have said, where that differs. */
  shadow?: { rule: string; verdict: 'allow' | 'deny' | 'escalate'; reason: string }[];
}
/** An operator has this long, unless a rule says otherwise; a caller who was asked in the call answers at once. */
export const APPROVAL_TIME_MS = { caller: 60_000, operator: 600_000, 'two-operators': 1_800_000 } as const;
/** Content may inform, only people may ask: everything else has provenance that grants nothing. */
const MAY_ASK: readonly ProvenanceSource[] = ['caller', 'operator'];
/** Content that somebody else may have written so that it is read here. What memory holds of it is kept under its name. */
export const WRITTEN_BY_ANYBODY: readonly ProvenanceSource[] = ['screen', 'camera', 'document', 'tool', 'remote-agent'];
/** They touch the line and nothing that is kept: the worst that a hostile page gets of them is a goodbye. */
export const OF_THE_LINE: readonly string[] = ['end_call', 'call_person', 'hand_over', 'return_to'];

export const DEFAULT_RULES: readonly PolicyRule[] = [
  { name: 'reads-are-free', when: { tiers: ['read'] }, verdict: 'allow', reason: 'it only reads' },
  {
    name: 'own-things-on-request',
    when: { tiers: ['write-constrained'], askedBy: MAY_ASK },
    verdict: 'allow',
    reason: 'it touches only what belongs to this caller, who asked for it',
  },
  {
    name: 'informed-writes-need-a-yes',
    when: { tiers: ['write-constrained'], exceptTools: OF_THE_LINE, informedBy: WRITTEN_BY_ANYBODY },
    verdict: 'escalate',
    approval: { by: 'caller' },
    reason: 'it would change something after reading what others may have written',
  },
  {
    name: 'suspicious-writes-need-an-operator',
    when: { tiers: ['write-constrained', 'write-broad'], exceptTools: OF_THE_LINE, askedBy: MAY_ASK, suspicious: true },
    verdict: 'escalate',
    approval: { by: 'operator' },
    reason: 'something that was read looked like instructions to the agent',
  },
  {
    name: 'broad-writes-need-a-person',
    when: { tiers: ['write-broad'], askedBy: MAY_ASK },
    verdict: 'escalate',
    reason: 'it reaches beyond this caller, so a person must approve it',
  },
];

/** `*` at the end of a pattern matches any rest. */
const isNamed = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name));

function matches(rule: PolicyRule, question: PolicyQuestion): boolean {
  const { when } = rule;
  return (
    (!when.agents || when.agents.includes(question.agent)) &&
    (!when.tools || isNamed(question.tool, when.tools)) &&
    !(when.exceptTools && isNamed(question.tool, when.exceptTools)) &&
    (!when.sources || (question.source !== undefined && when.sources.includes(question.source))) &&
    (!when.tiers || when.tiers.includes(question.tier)) &&
    (!when.askedBy || when.askedBy.includes(question.askedBy)) &&
    (!when.informedBy || when.informedBy.some((source) => question.informedBy.includes(source))) &&
    (!when.users || (question.userId !== undefined && when.users.includes(question.userId))) &&
    (!when.channels || when.channels.includes(question.channel)) &&
    (when.suspicious === undefined || when.suspicious === (question.suspicious ?? false)) &&
    (when.confidenceBelow === undefined ||
      (question.confidence !== undefined && question.confidence < when.confidenceBelow)) &&
    (when.arguments ?? []).every(
      // What cannot be compared is not let through by a rule that allows, and is caught by one that does not.
      (test) => argumentMatches(test, question.arguments) ?? rule.verdict !== 'allow',
    )
  );
}

/** The strictest verdict among the rules that match: deny beats escalate beats allow; none matching denies. */
export function judge(question: PolicyQuestion, rules: readonly PolicyRule[] = DEFAULT_RULES): Verdict {
  try {
    const verdict = strictest(
      question,
      rules.filter((rule) => rule.shadow !== true),
    );
    const shadow = rules
      .filter((rule) => rule.shadow === true && rule.verdict !== verdict.verdict && matches(rule, question))
      .map(({ name, verdict: said, reason }) => ({ rule: name, verdict: said, reason }));
    return shadow.length === 0 ? verdict : { ...verdict, shadow };
  } catch (error) {
    return { verdict: 'deny', rule: 'error', reason: `the policy could not be evaluated: ${String(error)}` };
  }
}

function strictest(question: PolicyQuestion, rules: readonly PolicyRule[]): Verdict {
  const matching = rules.filter((rule) => matches(rule, question));
  const denying = matching.find(({ verdict }) => verdict === 'deny');
  if (denying) return { verdict: 'deny', rule: denying.name, reason: denying.reason };
  const escalating = matching
    .filter(({ verdict }) => verdict === 'escalate')
    .sort(byWeight)
    .at(-1);
  if (escalating) {
    const by = escalating.approval?.by ?? 'operator';
    const expiresInMs = escalating.approval?.expiresInMs ?? APPROVAL_TIME_MS[by];
    return { verdict: 'escalate', rule: escalating.name, reason: escalating.reason, approval: { by, expiresInMs } };
  }
  const allowing = matching.find(({ verdict }) => verdict === 'allow');
  if (allowing) return { verdict: 'allow', rule: allowing.name, reason: allowing.reason };
  return {
    verdict: 'deny',
    rule: 'default',
    reason: `no rule allows ${question.tool} (${question.tier}) asked by ${question.askedBy}`,
  };
}
/** Whether a verdict asks for more than the yes of `by`. */
export const needsMore = ({ verdict, approval }: Verdict, by: Approver): boolean =>
  verdict === 'escalate' && WEIGHT[approval?.by ?? 'operator'] > WEIGHT[by];

/** A caller's yes is less than an operator's, which is less than two. */
const WEIGHT: Readonly<Record<Approver, number>> = { caller: 0, operator: 1, 'two-operators': 2 };
const byWeight = (a: PolicyRule, b: PolicyRule): number =>
  WEIGHT[a.approval?.by ?? 'operator'] - WEIGHT[b.approval?.by ?? 'operator'];
