/** What there is to know about a call: who, with whom, since when, at what cost. */
import { Link } from '../frame/router.tsx';
import { Moment } from '../parts/moment.tsx';
import { span, usd } from '../parts/times.ts';
import { useNow } from '../parts/use-now.ts';
import { words } from '../words.ts';
import type { Story } from './story.ts';

export function CallFacts({ story, live }: { story: Story; live: boolean }) {
  const nowMs = useNow(live);
  const { caller, agent, startedAtMs, endedAtMs, costUsd, unpriced, models, roomName, takenOverBy } = story;
  const said = words.facts;
  return (
    <section className="card">
      <h2>{said.title}</h2>
      <dl className="facts">
        {caller !== undefined && (
          <>
            <dt>{said.caller}</dt>
            <dd>
              {caller.name ? `${caller.name}, ` : ''}
              {caller.kind === 'sip' ? words.live.phone : words.live.browser}
            </dd>
            <dt>{said.user}</dt>
            <dd>
              <Link screen="memory" id={caller.userId}>
                {caller.userId}
              </Link>
            </dd>
          </>
        )}
        <dt>{said.agent}</dt>
        <dd>{agent ?? words.live.noAgent}</dd>
        {takenOverBy !== undefined && (
          <>
            <dt>{said.takenOver}</dt>
            <dd>{takenOverBy.name}</dd>
          </>
        )}
        {startedAtMs !== undefined && (
          <>
            <dt>{said.began}</dt>
            <dd>
              <Moment atMs={startedAtMs} />
            </dd>
            <dt>{said.lasted}</dt>
            <dd className="number-left">{span((endedAtMs ?? (live ? nowMs : startedAtMs)) - startedAtMs)}</dd>
          </>
        )}
        <dt>{said.cost}</dt>
        <dd>{unpriced > 0 ? said.atLeast(usd(costUsd)) : usd(costUsd)}</dd>
        {roomName !== undefined && (
          <>
            <dt>{said.room}</dt>
            <dd className="break">{roomName}</dd>
          </>
        )}
        {Object.entries(models).map(([what, model]) => (
          <div key={what} className="facts-pair">
            <dt>{said.model(what)}</dt>
            <dd className="break">{model}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
