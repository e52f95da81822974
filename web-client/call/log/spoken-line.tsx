/** One thing said or typed. Unsettled words look unsettled; a sentence that was cut off ends in a dash and says so. */
import { memo } from 'react';
import type { SpokenEntry } from '../state/transcript.ts';
import { words } from '../words.ts';
import { TurnTimes } from './turn-times.tsx';

interface Props {
  line: SpokenEntry;
  agentName: string;
  onRetry: ((id: string) => void) | undefined;
}

/** Drawn again only when the line itself changes: captions arrive many times a second, and a call has many lines. */
export const SpokenLine = memo(function SpokenLine({ line, agentName, onRetry }: Props) {
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
        <p className="line-text" dir="auto">
          {line.text}
          {line.cut && <span className="line-dash">—</span>}
          {!line.final && <span className="line-caret" aria-hidden="true" />}
        </p>
        {(line.delivery === 'failed' || line.delivery === 'lost') && (
          <div className="line-unsent">
            <p className="line-failed" role="alert">
              {line.delivery === 'lost' ? words.log.lost : words.log.notSent}
            </p>
            {onRetry && (
              <button type="button" className="plain-button" onClick={() => onRetry(line.id)}>
                {words.log.retry}
              </button>
            )}
          </div>
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
});
