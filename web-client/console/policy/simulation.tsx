/** What rules would have said of what agents did lately. Nothing is run or stored. */
import { useState } from 'react';
import type { z } from 'zod';
import { simulationReply } from '../../../server/api/policy.ts';
import { ask } from '../api/ask.ts';
import { useDeed } from '../api/use-deed.ts';
import { Link } from '../frame/router.tsx';
import { ActButton } from '../parts/act-button.tsx';
import { DeedLine } from '../parts/lines.tsx';
import { Moment } from '../parts/moment.tsx';
import { Tag } from '../parts/tag.tsx';
import { words } from '../words.ts';
import { VERDICT_TONES } from './rules.tsx';
import type { TypedRules } from './typed-rules.ts';
import { withProblems } from './with-problems.ts';

const DAY_MS = 86_400_000;
const SHOWN = 20;

export function Simulation({ typed }: { typed: TypedRules }) {
  const [found, setFound] = useState<z.infer<typeof simulationReply>>();
  const deed = useDeed();
  const said = words.policy;
  const simulate = (): void =>
    void deed.run(async (signal) => {
      if (!typed.ok) return undefined;
      const body = { rules: typed.rules, since: Date.now() - DAY_MS };
      try {
        setFound(await ask('/api/policy/simulate', simulationReply, { method: 'POST', body, signal }));
      } catch (error) {
        throw withProblems(error);
      }
      return undefined;
    });
  return (
    <section className="decide-arguments">
      <div className="button-row">
        <ActButton needs="operator" busy={deed.busy} blocked={typed.ok ? undefined : typed.why} onAct={simulate}>
          {said.simulate}
        </ActButton>
      </div>
      <DeedLine deed={deed} />
      {found !== undefined && (
        <>
          <p role="status">{said.simulated(found.judged, found.calls, found.different, found.complete)}</p>
          <ul className="plain-list">
            {found.differences.slice(0, SHOWN).map(({ callId, seq, atMs, tool, before, after }) => (
              <li key={`${callId}-${seq}`}>
                <Moment atMs={atMs} /> <code>{tool}</code>{' '}
                <Tag tone={VERDICT_TONES[before.verdict]}>{said.verdicts[before.verdict]}</Tag> {said.becomes}{' '}
                <Tag tone={VERDICT_TONES[after.verdict]}>{said.verdicts[after.verdict]}</Tag>{' '}
                <span className="fine">{after.reason}</span>{' '}
                <Link screen="calls" id={callId}>
                  {words.review.openCall}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
