/** What the log keeps of a verdict beside it: which rule, which version of the rules, and what was asked of them. Pure. */
import type { CallEventOf } from '../log/events.ts';
import type { PolicyQuestion, Verdict } from './policy/policy.ts';

export type JudgedFacts = Partial<Pick<CallEventOf<'tool.judged'>, 'rule' | 'policyVersion' | 'asked' | 'shadow'>>;

export function judgedFacts(
  { agent, tier, source, askedBy, informedBy, channel, userId, confidence }: PolicyQuestion,
  { rule, shadow }: Verdict,
  { policyVersion, suspicions }: { policyVersion: number | undefined; suspicions: readonly string[] },
): JudgedFacts {
  return {
    rule,
    ...(policyVersion === undefined ? {} : { policyVersion }),
    asked: {
      agent,
      tier,
      ...(source === undefined ? {} : { source }),
      askedBy,
      informedBy: [...informedBy],
      channel,
      ...(userId === undefined ? {} : { userId }),
      ...(confidence === undefined ? {} : { confidence }),
      suspicions: [...suspicions],
    },
    ...(shadow === undefined ? {} : { shadow }),
  };
}
