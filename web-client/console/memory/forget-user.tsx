/** Forgets a person for good: only who typed the name of the user means it. */
import { useState } from 'react';
import { forgottenReply } from '../../../server/api/memory.ts';
import { ask } from '../api/ask.ts';
import { useDeed } from '../api/use-deed.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { DeedLine } from '../parts/lines.tsx';
import { words } from '../words.ts';

export function ForgetUser({ user, onForgotten }: { user: string; onForgotten: () => void }) {
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const deed = useDeed();
  const forget = async (): Promise<void> => {
    const done = await deed.run(async (signal) => {
      const address = `/api/memory?user=${encodeURIComponent(user)}`;
      const { forgotten } = await ask(address, forgottenReply, { method: 'DELETE', signal });
      return words.memory.forgotten(forgotten.length);
    });
    if (!done) return;
    setAsking(false);
    onForgotten();
  };
  const open = (): void => {
    setTyped('');
    deed.clear();
    setAsking(true);
  };
  return (
    <div>
      <ActButton needs="admin" small kind="bad" onAct={open}>
        {words.memory.forget}
      </ActButton>
      {!asking && <DeedLine deed={deed} />}
      {asking && (
        <Dialog
          title={words.memory.forgetTitle}
          confirm={words.memory.forget}
          bad
          deed={deed}
          ready={typed === user}
          onConfirm={() => void forget()}
          onClose={() => setAsking(false)}
        >
          <p>{words.memory.forgetText}</p>
          <label className="field">
            <span>{words.memory.typeUser(user)}</span>
            <input
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </label>
        </Dialog>
      )}
    </div>
  );
}
