/** Rules, in the order in which they are asked. */
import type { z } from 'zod';
import type { policyReply } from '../../../server/api/policy.ts';
import { JsonText } from '../parts/json-text.tsx';
import { prettyJson } from '../parts/pretty-json.ts';
import { Tag } from '../parts/tag.tsx';
import type { Tone } from '../parts/tone.ts';
import { words } from '../words.ts';

export type Rule = z.infer<typeof policyReply>['stored'][number];
export const VERDICT_TONES: Record<Rule['verdict'], Tone> = { allow: 'good', deny: 'bad', escalate: 'warn' };

export function Rules({ rules }: { rules: readonly Rule[] }) {
  if (rules.length === 0) return null;
  return (
    <ul className="rows">
      {rules.map((rule) => (
        <li key={rule.name} className="row rule-row">
          <strong className="break">{rule.name}</strong>
          <span>
            <Tag tone={VERDICT_TONES[rule.verdict]}>{words.policy.verdicts[rule.verdict]}</Tag>{' '}
            {rule.shadow === true && <Tag>{words.policy.onTrial}</Tag>}{' '}
            {rule.approval !== undefined && <span className="fine">{words.review.approvers[rule.approval.by]}</span>}
          </span>
          <div>
            <p className="rule-reason">{rule.reason}</p>
            <details className="rule-when">
              <summary className="fine">{words.policy.when}</summary>
              <JsonText text={prettyJson(rule.when)} label={words.policy.when} />
            </details>
          </div>
        </li>
      ))}
    </ul>
  );
}
