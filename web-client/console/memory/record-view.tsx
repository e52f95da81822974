/** One record: what it says, where it came from, what it said before, and what can be done with it. */
import { useState } from 'react';
import { forgottenReply, type MemoryEntry, memoryEntry } from '../../../server/api/memory.ts';
import { ask } from '../api/ask.ts';
import { useDeed } from '../api/use-deed.ts';
import { Link } from '../frame/router.tsx';
import { ActButton } from '../parts/act-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { DeedLine } from '../parts/lines.tsx';
import { Moment } from '../parts/moment.tsx';
import { Tag } from '../parts/tag.tsx';
import { words } from '../words.ts';
import { Versions } from './versions.tsx';

const MOST_CHARACTERS = 8_000;

export function RecordView({ record, onChanged }: { record: MemoryEntry; onChanged: () => void }) {
  const { id, userId, content, kind, scope, provenance, version, createdAtMs, updatedAtMs, expiresAtMs, sessionId } =
    record;
  const [draft, setDraft] = useState<string>();
  /* The version that was edited: another that came meanwhile must not be lost. */
  const [seen, setSeen] = useState(version);
  const [deleting, setDeleting] = useState(false);
  const [older, setOlder] = useState(false);
  const deed = useDeed();
  const address = `/api/memory/${encodeURIComponent(id)}`;
  const said = words.memory;

  const save = async (text: string): Promise<void> => {
    const done = await deed.run(async (signal) => {
      await ask(address, memoryEntry, { method: 'PUT', body: { user: userId, content: text.trim(), seen }, signal });
      return said.saved;
    });
    if (!done) return;
    setDraft(undefined);
    onChanged();
  };
  const forget = async (): Promise<void> => {
    const done = await deed.run(async (signal) => {
      await ask(`${address}?user=${encodeURIComponent(userId)}&seen=${version}`, forgottenReply, {
        method: 'DELETE',
        signal,
      });
      return said.deleted;
    });
    if (!done) return;
    setDeleting(false);
    onChanged();
  };

  return (
    <li className="card record">
      {draft === undefined ? (
        <p className="record-content" dir="auto">
          {content}
        </p>
      ) : (
        <label className="field">
          <span>{said.editing}</span>
          <textarea
            rows={3}
            maxLength={MOST_CHARACTERS}
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
          />
        </label>
      )}
      <p className="record-facts">
        <Tag>{kind}</Tag> <Tag>{scope}</Tag>{' '}
        <span>
          {said.from(provenance.source, provenance.id)},{' '}
          <Link screen="calls" id={sessionId}>
            {said.learnedIn}
          </Link>
        </span>{' '}
        <span className="fine">
          <Moment atMs={createdAtMs} />
          {updatedAtMs !== createdAtMs && (
            <>
              , {said.changed} <Moment atMs={updatedAtMs} />
            </>
          )}
          {expiresAtMs !== undefined && (
            <>
              , {said.until} <Moment atMs={expiresAtMs} />
            </>
          )}
        </span>
      </p>
      <div className="button-row">
        {draft === undefined ? (
          <>
            <ActButton
              needs="admin"
              small
              onAct={() => {
                setDraft(content);
                setSeen(version);
              }}
            >
              {said.edit}
            </ActButton>
            {version > 1 && (
              <button
                type="button"
                className="button button-small"
                aria-expanded={older}
                onClick={() => setOlder(!older)}
              >
                {said.versions(version)}
              </button>
            )}
            <ActButton needs="admin" small kind="bad" onAct={() => setDeleting(true)}>
              {said.delete}
            </ActButton>
          </>
        ) : (
          <>
            <ActButton
              needs="admin"
              small
              kind="main"
              busy={deed.busy}
              blocked={draft.trim() === '' ? said.empty : draft === content ? said.unchanged : undefined}
              onAct={() => void save(draft)}
            >
              {said.save}
            </ActButton>
            <button type="button" className="button button-small" onClick={() => setDraft(undefined)}>
              {words.cancel}
            </button>
          </>
        )}
      </div>
      {!deleting && <DeedLine deed={deed} />}
      {older && <Versions record={record} onChanged={onChanged} />}
      {deleting && (
        <Dialog
          title={said.deleteTitle}
          confirm={said.delete}
          bad
          deed={deed}
          onConfirm={() => void forget()}
          onClose={() => setDeleting(false)}
        >
          <blockquote>{content}</blockquote>
          <p>{said.deleteText}</p>
        </Dialog>
      )}
    </li>
  );
}
