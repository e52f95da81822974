/** One thing said or typed. Unsettled words look unsettled; a sentence that was cut off ends in a dash and says so. */
import type { SpokenEntry } from '../state/transcript.ts';
import { words } from '../words.ts';
import { TurnTimes } from './turn-times.tsx';

export function SpokenLine({ line, agentName }: { line: SpokenEntry; agentName: string }) {
  const mine = line.who === 'caller';
  return (
    <article
      className={`line line-${line.who}`}
      data-final={line.final}
      data-cut={line.cut}
      data-via={line.via}
      aria-busy={!line.final}
    >
      <p className="line-name">
        {mine ? words.log.you : (line.name ?? agentName)}
        {line.via === 'typed' && <span className="line-via"> {words.log.typed}</span>}
      </p>
      <div className="line-body">
        <p className="line-text">
          {line.text}
          {line.cut && <span className="line-dash">—</span>}
          {!line.final && <span className="line-caret" aria-hidden="true" />}
        </p>
        {(line.delivery === 'failed' || line.delivery === 'lost') && (
          <p className="line-failed" role="alert">
            {line.delivery === 'lost' ? words.log.lost : words.log.notSent}
          </p>
        )}
        {line.delivery === 'resent' && <p className="line-mark">{words.log.resent}</p>}
        {line.delivery === 'waiting' && <p className="line-mark">{words.log.waiting}</p>}
        <div className="line-foot">
          {line.cut && <p className="line-mark">{mine ? words.log.cutCaller : words.log.cutAgent}</p>}
          {line.stagesMs && <TurnTimes stagesMs={line.stagesMs} />}
        </div>
      </div>
    </article>
  );
}
