/** The versions of the stored rules, and going back to one. */
import { useState } from 'react';
import type { z } from 'zod';
import { policyChanged, type policyReply } from '../../../server/api/policy.ts';
import { ask } from '../api/ask.ts';
import { useDeed } from '../api/use-deed.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { DeedLine } from '../parts/lines.tsx';
import { Moment } from '../parts/moment.tsx';
import { words } from '../words.ts';

interface Props {
  history: z.infer<typeof policyReply>['history'];
  version: number;
  onChanged: () => void;
}

export function History({ history, version, onChanged }: Props) {
  const [to, setTo] = useState<number>();
  const [note, setNote] = useState('');
  const deed = useDeed();
  const said = words.policy;
  if (history.length === 0) return null;
  const back = async (): Promise<void> => {
    const body = { to, note: note.trim(), basedOn: version };
    const done = await deed.run(async (signal) => {
      const stored = await ask('/api/policy/rollback', policyChanged, { method: 'POST', body, signal });
      return said.storedAs(stored.version);
    });
    if (!done) return;
    setTo(undefined);
    setNote('');
    onChanged();
  };
  return (
    <section className="block">
      <h2>{said.history}</h2>
      {to === undefined && <DeedLine deed={deed} />}
      <ul className="rows">
        {history.map((one) => (
          <li key={one.version} className="row tool-row">
            <strong>{said.version(one.version)}</strong>
            <span>
              {one.note}{' '}
              <span className="fine">
                {one.author}, <Moment atMs={one.atMs} />
              </span>
            </span>
            {one.version === version ? (
              <span className="fine">{said.present}</span>
            ) : (
              <ActButton needs="admin" small onAct={() => setTo(one.version)}>
                {words.memory.rollBack(one.version)}
              </ActButton>
            )}
          </li>
        ))}
      </ul>
      {to !== undefined && (
        <Dialog
          title={said.backTitle(to)}
          confirm={words.memory.rollBack(to)}
          deed={deed}
          ready={note.trim() !== ''}
          onConfirm={() => void back()}
          onClose={() => setTo(undefined)}
        >
          <p>{said.backText}</p>
          <label className="field">
            <span>{said.note}</span>
            <input maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
          </label>
        </Dialog>
      )}
    </section>
  );
}
