/** Calls that are over: the newest, or those in which words were said. */
import { type FormEvent, useState } from 'react';
import { callSearchReply, callsReply } from '../../../server/api/calls.ts';
import { ask } from '../api/ask.ts';
import { usePages } from '../api/use-pages.ts';
import { FailureLine, Nothing } from '../parts/lines.tsx';
import { words } from '../words.ts';
import { CallRow, type PastCall } from './call-row.tsx';

interface Filter {
  query: string;
  agent: string;
  user: string;
  /** A day as `2026-11-21`; empty: any. */
  since: string;
}
const NONE: Filter = { query: '', agent: '', user: '', since: '' };

export function PastScreen() {
  const [typed, setTyped] = useState(NONE);
  const [filter, setFilter] = useState(NONE);
  const { items, more, busy, failure, next, looked } = usePages(JSON.stringify(filter), (cursor, signal) =>
    load(filter, cursor, signal),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { since } = typed;
    const asked = { query: typed.query.trim(), agent: typed.agent.trim(), user: typed.user.trim(), since };
    setFilter(Object.values(asked).some((value) => value !== '') ? asked : NONE);
  };
  const said = words.past;
  const searched = filter.query !== '';
  const nothing = searched ? said.nothingFound : filter === NONE ? said.none : said.noneMatches;
  return (
    <section className="screen">
      <div className="screen-head">
        <h1>{said.title}</h1>
      </div>
      <search>
        <form className="filter" onSubmit={submit}>
          {(['query', 'agent', 'user', 'since'] as const).map((name) => (
            <label key={name} className="field" data-name={name}>
              <span>{said.fields[name]}</span>
              <input
                type={name === 'since' ? 'date' : name === 'query' ? 'search' : 'text'}
                maxLength={200}
                value={typed[name]}
                onChange={(event) => setTyped({ ...typed, [name]: event.target.value })}
              />
            </label>
          ))}
          <button type="submit" className="button button-main">
            {said.search}
          </button>
        </form>
      </search>
      <FailureLine failure={failure} onAgain={next} />
      {searched && looked > 0 && (
        <p className="fine" role="status">
          {said.looked(looked)}
        </p>
      )}
      {items.length === 0 && !busy && failure === undefined && <Nothing>{nothing}</Nothing>}
      {items.length > 0 && (
        <ul className="rows">
          {items.map((call) => (
            <CallRow key={call.callId} call={call} />
          ))}
        </ul>
      )}
      {busy && <p className="fine">{words.loading}</p>}
      {more && !busy && (
        <div className="button-row">
          <button type="button" className="button" onClick={next}>
            {said.more}
          </button>
        </div>
      )}
    </section>
  );
}

async function load({ query, agent, user, since }: Filter, cursor: string | undefined, signal: AbortSignal) {
  const sinceMs = since === '' ? undefined : new Date(`${since}T00:00`).getTime();
  const common = {
    ...(agent === '' ? {} : { agent }),
    ...(user === '' ? {} : { user }),
    ...(cursor === undefined ? {} : { cursor }),
  };
  if (query !== '') {
    const body = { ...common, query, ...(sinceMs === undefined ? {} : { since: sinceMs }) };
    const { hits, next, looked } = await ask('/api/calls/search', callSearchReply, { method: 'POST', body, signal });
    const items: PastCall[] = hits.map(({ call, passages }) => ({ ...call, passages }));
    return { items, next, looked };
  }
  const asked = new URLSearchParams({
    ...common,
    status: 'ended',
    ...(sinceMs === undefined ? {} : { since: String(sinceMs) }),
  });
  const { calls, next } = await ask(`/api/calls?${asked}`, callsReply, { signal });
  const items: PastCall[] = calls.map((call) => ({ ...call, passages: [] }));
  return { items, next, looked: 0 };
}
