/**
 * Whether a tool call may run: rules as data in, a verdict with its reason out. Pure, and fails closed: what no rule
 * allows is denied, and a rule that cannot be evaluated denies.
 */
import type { ProvenanceSource } from '../../observation/schema.ts';
import type { Tier } from '../tool.ts';
import type { PolicyRule } from './policy-rule.ts';

export type { PolicyRule } from './policy-rule.ts';

export interface PolicyQuestion {
  agent: string;
  tool: string;
  tier: Tier;
  arguments: unknown;
  /** Who asked for the turn this call belongs to. */
  askedBy: ProvenanceSource;
  /** Whose content the model had before it when it asked for this: the prompt, the files, earlier results. */
  informedBy: readonly ProvenanceSource[];
  channel: 'browser' | 'phone' | 'api';
  /** Recogniser confidence of the words that led here, when they were spoken. */
  confidence: number | undefined;
}
export interface Verdict {
  verdict: 'allow' | 'deny' | 'escalate';
  rule: string;
  reason: string;
}
/** Content may inform, only people may ask: everything else has provenance that grants nothing. */
const MAY_ASK: readonly ProvenanceSource[] = ['caller', 'operator'];
/** Content that somebody else may have written so that it is read here. What memory holds was judged when it was kept. */
const WRITTEN_BY_ANYBODY: readonly ProvenanceSource[] = ['screen', 'camera', 'document', 'tool', 'remote-agent'];
/** They touch the line and nothing that is kept: the worst that a hostile page gets of them is a goodbye. */
const OF_THE_LINE = ['end_call', 'call_person'];

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
    reason: 'it would change something after reading what others may have written',
  },
  {
    name: 'broad-writes-need-a-person',
    when: { tiers: ['write-broad'], askedBy: MAY_ASK },
    verdict: 'escalate',
    reason: 'it reaches beyond this caller, so a person must approve it',
  },
];

function matches(rule: PolicyRule, question: PolicyQuestion): boolean {
  const { agents, tools, exceptTools, tiers, askedBy, informedBy, channels, confidenceBelow } = rule.when;
  return (
    (!agents || agents.includes(question.agent)) &&
    (!tools || tools.includes(question.tool)) &&
    !exceptTools?.includes(question.tool) &&
    (!tiers || tiers.includes(question.tier)) &&
    (!askedBy || askedBy.includes(question.askedBy)) &&
    (!informedBy || informedBy.some((source) => question.informedBy.includes(source))) &&
    (!channels || channels.includes(question.channel)) &&
    (confidenceBelow === undefined || (question.confidence !== undefined && question.confidence < confidenceBelow))
  );
}

/** The strictest verdict among the rules that match: deny beats escalate beats allow; none matching denies. */
export function judge(question: PolicyQuestion, rules: readonly PolicyRule[] = DEFAULT_RULES): Verdict {
  try {
    const matching = rules.filter((rule) => matches(rule, question));
    for (const verdict of ['deny', 'escalate', 'allow'] as const) {
      const rule = matching.find((candidate) => candidate.verdict === verdict);
      if (rule) return { verdict, rule: rule.name, reason: rule.reason };
    }
    return {
      verdict: 'deny',
      rule: 'default',
      reason: `no rule allows ${question.tool} (${question.tier}) asked by ${question.askedBy}`,
    };
  } catch (error) {
    return { verdict: 'deny', rule: 'error', reason: `the policy could not be evaluated: ${String(error)}` };
  }
}
