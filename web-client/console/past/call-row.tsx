/** One call that is over, with the passages that were searched for. */
import type { z } from 'zod';
import type { callSearchReply } from '../../../server/api/calls.ts';
import { Link } from '../frame/router.tsx';
import { Moment } from '../parts/moment.tsx';
import { Tag } from '../parts/tag.tsx';
import { span } from '../parts/times.ts';
import { words } from '../words.ts';

type Hit = z.infer<typeof callSearchReply>['hits'][number];
export type PastCall = Hit['call'] & { passages: Hit['passages'] };

/** As many as show what it is about. */
const PASSAGES = 3;

export function CallRow({ call }: { call: PastCall }) {
  const { callId, userId, agent, startedAtMs, endedAtMs, outcome, passages } = call;
  return (
    <li>
      <Link screen="calls" id={callId} className="row past-row">
        <span className="past-when">
          <Moment atMs={startedAtMs} />
        </span>
        <strong className="break">{userId ?? words.live.nobody}</strong>
        <span className="fine">{words.live.withAgent(agent ?? words.live.noAgent)}</span>
        <span className="number">{endedAtMs === undefined ? '' : span(endedAtMs - startedAtMs)}</span>
        <span>
          {outcome === undefined ? (
            <Tag tone="good">{words.call.live}</Tag>
          ) : (
            <Tag tone={outcome === 'failed' ? 'bad' : 'plain'}>{words.past.outcomes[outcome]}</Tag>
          )}
        </span>
        {passages.length > 0 && (
          <span className="past-passages">
            {passages.slice(0, PASSAGES).map(({ who, text, atMs }) => (
              <span key={`${atMs}-${who}`}>
                <span className="fine">{words.live.who[who]}</span> <q data-who={who}>{text}</q>
              </span>
            ))}
          </span>
        )}
      </Link>
    </li>
  );
}
