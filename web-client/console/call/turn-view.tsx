/** One turn: what was asked, what was answered, and on demand everything between the two. */
import { useEffect, useState } from 'react';
import { Moment } from '../parts/moment.tsx';
import { took, usd } from '../parts/times.ts';
import { words } from '../words.ts';
import type { SpokenRow, StoryTurn } from './story-turn.ts';
import { TraceView } from './trace-view.tsx';

interface Props {
  turn: StoryTurn;
  open: boolean;
  /** Whether what is not yet reported as heard can still be heard. */
  saying: boolean;
  userId: string | undefined;
}

export function TurnView({ turn, open, saying, userId }: Props) {
  const [shown, setShown] = useState(open);
  useEffect(() => setShown(open), [open]);
  const { asked, spoken, atMs } = turn;
  return (
    <article className="turn">
      {asked !== undefined && asked.by !== 'system' && (
        <p className="line" data-who={asked.by}>
          <span className="line-who">{words.call.who[asked.by]}</span>
          <span dir="auto">
            {asked.text} {asked.source === 'typed' && <em className="fine">{words.call.typed}</em>}
          </span>
          <Moment atMs={atMs} />
        </p>
      )}
      {turn.tools
        .filter(({ approval, decision }) => approval !== undefined && decision === undefined)
        .map(({ callKey, tool }) => (
          <p key={callKey} className="story-note" data-tone="warn">
            {words.call.waits(tool)}
          </p>
        ))}
      {spoken.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: replies are only ever appended.
        <Spoken key={index} row={row} saying={saying} />
      ))}
      {hasTrace(turn) && (
        <details className="trace" open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
          <summary>{summaryOf(turn)}</summary>
          {shown && <TraceView turn={turn} userId={userId} />}
        </details>
      )}
    </article>
  );
}

/** What the caller heard is what was said; what was left unheard is crossed out. */
function Spoken({ row, saying }: { row: SpokenRow; saying: boolean }) {
  const { composed, complete, interrupted, kind } = row;
  const heard = row.heard ?? (saying ? undefined : '');
  const unheard = heard !== undefined && !complete && composed.startsWith(heard) ? composed.slice(heard.length) : '';
  const marks = [
    ...(kind === 'filler' ? [words.call.filler] : []),
    ...(heard === undefined ? [words.call.saying] : []),
    ...(row.heard === undefined && !saying ? [words.call.unheard] : []),
    ...(interrupted ? [words.call.interrupted] : []),
  ];
  /* A turn that a colleague answered instead. */
  if (composed === '' && (heard ?? '') === '') return null;
  return (
    <p className="line" data-who="agent">
      <span className="line-who">{words.call.who.agent}</span>
      <span dir="auto">
        {heard === undefined ? <span className="being-said">{composed}</span> : heard}
        {unheard !== '' && <del>{unheard}</del>} <em className="fine">{marks.join(', ')}</em>
      </span>
    </p>
  );
}

/** A greeting that was said as it was meant has nothing behind it. */
const hasTrace = (turn: StoryTurn): boolean =>
  turn.asked !== undefined ||
  turn.tools.length > 0 ||
  Object.keys(turn.stagesMs).length > 0 ||
  turn.degraded.length > 0;

function summaryOf({ generation, stagesMs, tools, recalled, seen, usd: cost, unpriced, degraded }: StoryTurn): string {
  const ear = stagesMs['turn.ear'];
  const records = recalled.reduce((sum, { recordIds }) => sum + recordIds.length, 0);
  return [
    words.trace.turn(generation),
    ...(ear === undefined ? [] : [words.trace.answeredIn(took(ear))]),
    ...(seen.length === 0 ? [] : [words.trace.seenCount(seen.length)]),
    ...(records === 0 ? [] : [words.trace.recalledCount(records)]),
    ...(tools.length === 0 ? [] : [words.trace.toolCount(tools.length)]),
    ...(degraded.length === 0 ? [] : [words.trace.degradedCount(degraded.length)]),
    ...(cost === 0 && unpriced === 0 ? [] : [`${unpriced > 0 ? '≥ ' : ''}${usd(cost)}`]),
  ].join(' · ');
}
