/** What memory gave to a turn: the records themselves, with where each came from. Fetched when somebody looks. */
import { memoryListReply } from '../../../server/api/memory.ts';
import { ask } from '../api/ask.ts';
import { usePoll } from '../api/use-poll.ts';
import { Link } from '../frame/router.tsx';
import { Tag } from '../parts/tag.tsx';
import { words } from '../words.ts';
import type { StoryTurn } from './story-turn.ts';

/** Records change seldom; what a turn recalled does not change. */
const EVERY_MS = 60_000;

interface Props {
  recalled: StoryTurn['recalled'][number];
  userId: string | undefined;
}

export function RecalledView({ recalled: { recordIds, ranking, degraded, query }, userId }: Props) {
  const said = words.trace;
  return (
    <>
      <p className="fine">
        {said.ranking(recordIds.length, ranking)} {query !== '' && said.query(query)}
      </p>
      {degraded !== undefined && <Tag tone="warn">{degraded}</Tag>}
      {recordIds.length > 0 && userId !== undefined && <Records ids={recordIds} userId={userId} />}
    </>
  );
}

function Records({ ids, userId }: { ids: readonly string[]; userId: string }) {
  const { data, failure } = usePoll(`memory ${userId}`, EVERY_MS, (signal) =>
    ask(`/api/memory?user=${encodeURIComponent(userId)}&limit=200`, memoryListReply, { signal }),
  );
  if (failure !== undefined) return <p className="fine">{failure}</p>;
  return (
    <ul className="plain-list">
      {ids.map((id) => {
        const record = data?.records.find((one) => one.id === id);
        return (
          <li key={id}>
            {record === undefined ? (
              <span className="fine">{data === undefined ? words.loading : words.trace.recordGone(id)}</span>
            ) : (
              <>
                <Link screen="memory" id={userId}>
                  {record.content}
                </Link>{' '}
                <span className="fine">{words.memory.from(record.provenance.source, record.provenance.id)}</span>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}
