/** One person's records, all or those an agent would recall for some words, and forgetting the person. */
import { type FormEvent, useState } from 'react';
import { memoryListReply, memorySearchReply } from '../../../server/api/memory.ts';
import { ask } from '../api/ask.ts';
import { usePoll } from '../api/use-poll.ts';
import { Link } from '../frame/router.tsx';
import { FailureLine, Nothing } from '../parts/lines.tsx';
import { RoleNote } from '../parts/role-note.tsx';
import { words } from '../words.ts';
import { ForgetUser } from './forget-user.tsx';
import { RecordView } from './record-view.tsx';

const EVERY_MS = 5_000;
const MOST = 200;

export function UserMemory({ user, onForgotten }: { user: string; onForgotten: () => void }) {
  const [typed, setTyped] = useState('');
  const [query, setQuery] = useState('');
  const { data, failure, again } = usePoll(`memory ${user} ${query}`, EVERY_MS, async (signal) => {
    if (query === '') {
      const { records } = await ask(`/api/memory?user=${encodeURIComponent(user)}&limit=${MOST}`, memoryListReply, {
        signal,
      });
      return { records, told: undefined };
    }
    const body = { user, query, limit: 20 };
    const { items, ranking, degraded } = await ask('/api/memory/search', memorySearchReply, {
      method: 'POST',
      body,
      signal,
    });
    return { records: items.map(({ record }) => record), told: words.memory.ranked(ranking, degraded) };
  });
  const search = (event: FormEvent): void => {
    event.preventDefault();
    setQuery(typed.trim());
  };
  const forgotten = (): void => {
    again();
    onForgotten();
  };
  return (
    <div className="pane-detail">
      <p className="pane-back">
        <Link screen="memory">{words.memory.back}</Link>
      </p>
      <div className="approval-head">
        <h2 className="break">{user}</h2>
        <ForgetUser user={user} onForgotten={forgotten} />
      </div>
      <RoleNote needs="admin" />
      <search>
        <form className="inline-form" onSubmit={search}>
          <label className="field">
            <span>{words.memory.search}</span>
            <input type="search" maxLength={2_000} value={typed} onChange={(event) => setTyped(event.target.value)} />
          </label>
          <button type="submit" className="button">
            {words.memory.searchButton}
          </button>
        </form>
      </search>
      <FailureLine failure={failure} onAgain={again} />
      {data?.told !== undefined && <p className="fine">{data.told}</p>}
      {data === undefined && failure === undefined && <p className="fine">{words.loading}</p>}
      {data?.records.length === 0 && <Nothing>{query === '' ? words.memory.none : words.memory.nothingFound}</Nothing>}
      <ul className="records">
        {data?.records.map((record) => (
          <RecordView key={record.id} record={record} onChanged={again} />
        ))}
      </ul>
    </div>
  );
}
