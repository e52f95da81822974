/** What a record said before, and going back to it. */
import { type MemoryEntry, memoryEntry, versionsReply } from '../../../server/api/memory.ts';
import { ask } from '../api/ask.ts';
import { useDeed } from '../api/use-deed.ts';
import { usePoll } from '../api/use-poll.ts';
import { ActButton } from '../parts/act-button.tsx';
import { DeedLine, FailureLine } from '../parts/lines.tsx';
import { Moment } from '../parts/moment.tsx';
import { words } from '../words.ts';

const EVERY_MS = 30_000;

export function Versions({ record, onChanged }: { record: MemoryEntry; onChanged: () => void }) {
  const { id, userId, version: present } = record;
  const deed = useDeed();
  const address = `/api/memory/${encodeURIComponent(id)}`;
  const { data, failure, again } = usePoll(`versions ${id} ${present}`, EVERY_MS, (signal) =>
    ask(`${address}/versions?user=${encodeURIComponent(userId)}`, versionsReply, { signal }),
  );
  const back = async (version: number): Promise<void> => {
    const done = await deed.run(async (signal) => {
      const body = { user: userId, version, seen: present };
      await ask(`${address}/rollback`, memoryEntry, { method: 'POST', body, signal });
      return words.memory.rolledBack(version);
    });
    if (done) onChanged();
  };
  return (
    <section className="versions" aria-label={words.memory.older}>
      <FailureLine failure={failure} onAgain={again} />
      {data === undefined && failure === undefined && <p className="fine">{words.loading}</p>}
      {data?.versions.length === 0 && <p className="fine">{words.memory.noOlder}</p>}
      <ol className="plain-list">
        {data?.versions.toReversed().map(({ version, content, provenance, replacedAtMs }) => (
          <li key={version}>
            <p>
              <strong>{words.memory.version(version)}</strong> {content}
            </p>
            <p className="fine">
              {words.memory.from(provenance.source, provenance.id)}, {words.memory.replaced}{' '}
              <Moment atMs={replacedAtMs} />
            </p>
            <ActButton needs="admin" small busy={deed.busy} onAct={() => void back(version)}>
              {words.memory.rollBack(version)}
            </ActButton>
          </li>
        ))}
      </ol>
      <DeedLine deed={deed} />
    </section>
  );
}
