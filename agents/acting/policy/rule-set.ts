/**
 * Rules that an admin sets while everything runs: versions that are only ever added to, and what of them is in force
 * for an agent. Pure.
 */
import { z } from 'zod';
import { DEFAULT_RULES, OF_THE_LINE } from './policy.ts';
import { type PolicyRule, policyRule } from './policy-rule.ts';

/** Each call of a tool is judged by all of them. */
export const MAX_STORED_RULES = 200;

export const ruleSetSummary = z.object({
  /** 1, 2, 3... without gaps. */
  version: z.number().int().positive(),
  author: z.string(),
  note: z.string(),
  /** Epoch milliseconds. */
  atMs: z.number(),
  /** SHA-256 of the rules as canonical JSON, in hex. */
  hash: z.string(),
  /** The version whose rules this one brought back. */
  restores: z.number().int().nonnegative().optional(),
  ruleCount: z.number().int().nonnegative(),
});
export type RuleSetSummary = z.output<typeof ruleSetSummary>;

export const ruleSet = ruleSetSummary.extend({ rules: z.array(policyRule).readonly() });
export type RuleSet = z.output<typeof ruleSet>;

/** What judges now: 0 is the version of a set that nobody ever stored. */
export interface PolicyNow {
  version: number;
  rules: readonly PolicyRule[];
}
export const NOTHING_STORED: PolicyNow = { version: 0, rules: [] };

/** The rule that `escalate.confidenceBelow` of an agent's file makes. */
export const UNSURE = 'heard-unclearly';

/** Stands in for what operators have ruled while nobody can say it. Reads go on, and so does what touches only the line. */
export const RULES_UNKNOWN: PolicyRule = {
  name: 'stored-rules-unknown',
  when: { tiers: ['write-constrained', 'write-broad'], exceptTools: OF_THE_LINE },
  verdict: 'escalate',
  approval: { by: 'operator' },
  reason: 'it could not be found out what the operators have ruled',
};

/** The rules of a question: those of the product, those of the agent's file, those that were stored. The strictest wins. */
export const effectiveRules = (
  ofAgent: readonly PolicyRule[],
  stored: readonly PolicyRule[] = [],
): readonly PolicyRule[] => [...DEFAULT_RULES, ...ofAgent, ...stored];

/** What an agent's file adds: its rules, and what it says of words that were not heard clearly. */
export function rulesOfFile({
  policy,
  escalate,
}: {
  policy: readonly PolicyRule[];
  escalate?: { confidenceBelow?: number | undefined } | undefined;
}): readonly PolicyRule[] {
  const confidenceBelow = escalate?.confidenceBelow;
  if (confidenceBelow === undefined) return policy;
  const unsure: PolicyRule = {
    name: UNSURE,
    when: { tiers: ['write-constrained', 'write-broad'], exceptTools: OF_THE_LINE, confidenceBelow },
    verdict: 'escalate',
    approval: { by: 'caller' },
    reason: 'it was not heard clearly enough to act on',
  };
  return [unsure, ...policy];
}

export type CheckedRules = { rules: readonly PolicyRule[] } | { problems: string[] };

const MAX_PROBLEMS = 20;

/** Reads rules as somebody wrote them; every mistake is a sentence that names the rule and the value. */
export function checkRules(written: unknown): CheckedRules {
  if (!Array.isArray(written)) return { problems: [`The rules are a list, not ${shown(written)}.`] };
  if (written.length > MAX_STORED_RULES)
    return { problems: [`A set holds at most ${MAX_STORED_RULES} rules, not ${written.length}.`] };
  const problems: string[] = [];
  const rules: PolicyRule[] = [];
  const taken = new Set(RESERVED_NAMES);
  written.forEach((entry: unknown, index) => {
    const parsed = policyRule.safeParse(entry);
    const name = nameOf(entry, index);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) problems.push(`${name}: ${sentenceOf(issue, entry)}`);
      return;
    }
    if (RESERVED_NAMES.has(parsed.data.name)) problems.push(`${name}: the name belongs to a rule of the product.`);
    else if (taken.has(parsed.data.name)) problems.push(`${name}: the name is used twice.`);
    taken.add(parsed.data.name);
    rules.push(parsed.data);
  });
  return problems.length === 0 ? { rules } : { problems: problems.slice(0, MAX_PROBLEMS) };
}

const RESERVED_NAMES: ReadonlySet<string> = new Set([
  ...DEFAULT_RULES.map(({ name }) => name),
  RULES_UNKNOWN.name,
  UNSURE,
  'default',
  'error',
]);

function nameOf(entry: unknown, index: number): string {
  const named = typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : undefined;
  return typeof named === 'string' && named !== '' ? `Rule ${shown(named)}` : `Rule ${index + 1}`;
}

function sentenceOf(issue: z.core.$ZodIssue, entry: unknown): string {
  const value = issue.path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null ? Object.entries(at).find(([key]) => key === String(part))?.[1] : undefined,
    entry,
  );
  const place = issue.path.map(String).join('.');
  return `${place === '' ? 'it' : place} ${value === undefined ? 'is missing or wrong' : `is ${shown(value)}`}: ${issue.message}.`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 120 ? text : `${text.slice(0, 120)}...`;
}
