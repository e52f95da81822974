/** What agents know of people: whose memory there is, and one person's records with where each came from. */
import { type FormEvent, useState } from 'react';
import { memoryUsersReply } from '../../../server/api/memory.ts';
import { ask } from '../api/ask.ts';
import { usePoll } from '../api/use-poll.ts';
import { goTo, Link } from '../frame/router.tsx';
import { FailureLine, Nothing } from '../parts/lines.tsx';
import { Moment } from '../parts/moment.tsx';
import { words } from '../words.ts';
import { UserMemory } from './user-memory.tsx';

const EVERY_MS = 5_000;

export function MemoryScreen({ user }: { user: string | undefined }) {
  const { data, failure, again } = usePoll('memory users', EVERY_MS, (signal) =>
    ask('/api/memory/users', memoryUsersReply, { signal }),
  );
  const [typed, setTyped] = useState('');
  const open = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.trim() !== '') goTo('memory', typed.trim());
  };
  return (
    <section className="screen">
      <div className="screen-head">
        <h1>{words.memory.title}</h1>
      </div>
      <div className="two-panes" data-open={user !== undefined}>
        <div className="pane-list">
          <form className="inline-form" onSubmit={open}>
            <label className="field">
              <span>{words.memory.openUser}</span>
              <input maxLength={200} value={typed} onChange={(event) => setTyped(event.target.value)} />
            </label>
            <button type="submit" className="button">
              {words.memory.open}
            </button>
          </form>
          <FailureLine failure={failure} onAgain={again} />
          {data === undefined && failure === undefined && <p className="fine">{words.loading}</p>}
          {data?.users.length === 0 && <Nothing>{words.memory.nobody}</Nothing>}
          {data !== undefined && data.users.length > 0 && (
            <ul className="rows">
              {data.users.map(({ userId, records, updatedAtMs }) => (
                <li key={userId}>
                  <Link screen="memory" id={userId} className="row user-row" current={userId === user}>
                    <strong className="break">{userId}</strong>
                    <span className="fine">
                      {words.memory.count(records)}, <Moment atMs={updatedAtMs} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </div>
        {user !== undefined && <UserMemory key={user} user={user} onForgotten={again} />}
      </div>
    </section>
  );
}
