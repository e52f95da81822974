/** What rules on trial would have decided otherwise in the last day. */
import { useState } from 'react';
import { shadowReply } from '../../../server/api/policy.ts';
import { ask } from '../api/ask.ts';
import { usePoll } from '../api/use-poll.ts';
import { FailureLine } from '../parts/lines.tsx';
import { Tag } from '../parts/tag.tsx';
import { words } from '../words.ts';
import { VERDICT_TONES } from './rules.tsx';

/** It looks through the calls of a day. */
const EVERY_MS = 60_000;
const DAY_MS = 86_400_000;

export function Shadow() {
  const [sinceMs] = useState(() => Date.now() - DAY_MS);
  const { data, failure, again } = usePoll('policy shadow', EVERY_MS, (signal) =>
    ask(`/api/policy/shadow?since=${sinceMs}`, shadowReply, { signal }),
  );
  if (failure === undefined && (data === undefined || data.rules.length === 0)) return null;
  return (
    <section className="block">
      <h2>{words.policy.shadow}</h2>
      <FailureLine failure={failure} onAgain={again} />
      <ul className="rows" hidden={data === undefined}>
        {data?.rules.map(({ rule, verdict, times }) => (
          <li key={rule} className="row rule-row">
            <strong className="break">{rule}</strong>
            <span>
              <Tag tone={VERDICT_TONES[verdict]}>{words.policy.verdicts[verdict]}</Tag>
            </span>
            <span>{words.policy.times(times)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
