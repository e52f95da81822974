/** One use of a tool: what was meant, what policy and people said, what came of it. */
import { Link } from '../frame/router.tsx';
import { JsonText } from '../parts/json-text.tsx';
import { prettyText } from '../parts/pretty-json.ts';
import { Tag } from '../parts/tag.tsx';
import { took } from '../parts/times.ts';
import type { Tone } from '../parts/tone.ts';
import { words } from '../words.ts';
import type { ToolRow } from './story-turn.ts';

const VERDICT_TONES: Record<'allow' | 'deny' | 'escalate', Tone> = { allow: 'good', deny: 'bad', escalate: 'warn' };
const OUTCOME_TONES: Record<'ok' | 'error' | 'denied' | 'unknown', Tone> = {
  ok: 'good',
  error: 'bad',
  denied: 'bad',
  unknown: 'warn',
};

export function ToolView({ tool }: { tool: ToolRow }) {
  const { verdict, reason, shadow, approval, decision, outcome, result, tookMs, undone } = tool;
  const said = words.trace;
  return (
    <div className="tool-use">
      <p>
        <code>{tool.tool}</code>{' '}
        {verdict !== undefined && <Tag tone={VERDICT_TONES[verdict]}>{said.verdicts[verdict]}</Tag>}{' '}
        {outcome === undefined ? (
          <Tag>{decision === undefined && approval !== undefined ? said.waiting : said.running}</Tag>
        ) : (
          <Tag tone={OUTCOME_TONES[outcome]}>{said.outcomes[outcome]}</Tag>
        )}{' '}
        {tookMs !== undefined && <span className="fine">{took(tookMs)}</span>}
      </p>
      {reason !== undefined && <p className="fine">{reason}</p>}
      {shadow.map((one) => (
        <p key={one.rule} className="fine">
          {said.shadow(one.rule, said.verdicts[one.verdict], one.reason)}
        </p>
      ))}
      {tool.arguments !== '' && <JsonText text={prettyText(tool.arguments)} label={said.arguments} />}
      {approval !== undefined && (
        <p>
          {said.asked(approval.by)}{' '}
          <Link screen="review" id={approval.id}>
            {said.openApproval}
          </Link>
        </p>
      )}
      {decision !== undefined && (
        <p>
          {said.decided(decision.what, decision.by)} {decision.reason !== undefined && <q>{decision.reason}</q>}
        </p>
      )}
      {decision?.changed !== undefined && <JsonText text={prettyText(decision.changed)} label={said.changed} />}
      {result !== undefined && result !== '' && <JsonText text={prettyText(result)} label={said.result} />}
      {undone !== undefined && <p>{said.undone(undone.outcome, undone.result)}</p>}
    </div>
  );
}
