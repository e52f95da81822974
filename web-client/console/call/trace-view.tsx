/** How one answer came about, in the order in which it did: heard, seen, recalled, routed, planned, done, spoken; when. */

import { Link } from '../frame/router.tsx';
import { JsonText } from '../parts/json-text.tsx';
import { prettyText } from '../parts/pretty-json.ts';
import { usd } from '../parts/times.ts';
import { words } from '../words.ts';
import { PlanReviewView } from './plan-review-view.tsx';
import { RecalledView } from './recalled-view.tsx';
import type { StoryTurn } from './story-turn.ts';
import { ToolView } from './tool-view.tsx';
import { WaterfallView } from './waterfall-view.tsx';

export function TraceView({ turn, userId }: { turn: StoryTurn; userId: string | undefined }) {
  const { heard, seen, recalled, routed, planned, tools, tasks, spoken, degraded, stagesMs, unpriced } = turn;
  const said = words.trace;
  return (
    <dl className="trace-body">
      {heard.length > 0 && (
        <Step name={said.heard}>
          {heard.map(({ text, confidence }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was heard is only ever appended.
            <p key={index}>
              {text} {confidence !== undefined && <span className="fine">{said.sure(confidence)}</span>}
            </p>
          ))}
        </Step>
      )}
      {seen.length > 0 && (
        <Step name={said.seen}>
          {seen.map(({ what, text, atMs }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was seen is only ever appended.
            <p key={`${atMs}-${index}`} className="clip">
              <strong>{said.seenWhat[what]}</strong> {text}
            </p>
          ))}
        </Step>
      )}
      {recalled.length > 0 && (
        <Step name={said.recalled}>
          {recalled.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was recalled is only ever appended.
            <RecalledView key={index} recalled={one} userId={userId} />
          ))}
        </Step>
      )}
      {routed.map(({ route, to, reason }) => (
        <Step key={`${route}${to ?? ''}`} name={said.routed}>
          {said.route(route, to)} <span className="fine">{reason}</span>
        </Step>
      ))}
      {planned.map(({ step, plan, prompt, promptVersion, review }) => (
        <Step key={step} name={said.planned}>
          <details>
            <summary>{said.plan(step, prompt, promptVersion)}</summary>
            <JsonText text={prettyText(plan)} label={said.planned} />
          </details>
          {review !== undefined && <PlanReviewView review={review} />}
        </Step>
      ))}
      {tools.map((tool) => (
        <Step key={tool.callKey} name={said.tool}>
          <ToolView tool={tool} />
        </Step>
      ))}
      {tasks.map(({ taskId, goal }) => (
        <Step key={taskId} name={said.task}>
          <Link screen="tasks" id={taskId}>
            {goal === '' ? taskId : goal}
          </Link>
        </Step>
      ))}
      {spoken.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: replies are only ever appended.
        <Step key={index} name={said.spoken}>
          <p>{row.composed}</p>
          {row.heard !== undefined && !row.complete && (
            <p className="fine">{row.heard === '' ? said.heardNothing : said.heardOnly(row.heard)}</p>
          )}
        </Step>
      ))}
      {degraded.map(({ stage, action, reason }) => (
        <Step key={stage} name={said.degraded}>
          {stage}: {action} <span className="fine">{reason}</span>
        </Step>
      ))}
      {Object.keys(stagesMs).length > 0 && (
        <Step name={said.times}>
          <WaterfallView stagesMs={stagesMs} />
        </Step>
      )}
      {(turn.usd > 0 || unpriced > 0) && (
        <Step name={said.cost}>
          {usd(turn.usd)} {unpriced > 0 && <span className="fine">{said.unpriced(unpriced)}</span>}
        </Step>
      )}
    </dl>
  );
}

function Step({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="step">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
