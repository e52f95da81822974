/** Asks once more before something is switched, and for the reason that agents are told. */
import { useState } from 'react';
import { switchReply } from '../../../server/api/tools.ts';
import { ask } from '../api/ask.ts';
import { useDeed } from '../api/use-deed.ts';
import { Dialog } from '../parts/dialog.tsx';
import { words } from '../words.ts';
import type { AskedSwitch } from './switches.ts';

const MOST_CHARACTERS = 300;

interface Props {
  asked: AskedSwitch;
  onDone: () => void;
  onClose: () => void;
}

export function SwitchDialog({ asked: { kind, name, label, off }, onDone, onClose }: Props) {
  const [reason, setReason] = useState('');
  const deed = useDeed();
  const set = async (): Promise<void> => {
    const body = { kind, name, off, reason: reason.trim() };
    const done = await deed.run(async (signal) => {
      await ask('/api/tools/switches', switchReply, { method: 'POST', body, signal });
      return undefined;
    });
    if (done) onDone();
  };
  return (
    <Dialog
      title={off ? words.tools.offTitle(label) : words.tools.onTitle(label)}
      confirm={off ? words.tools.switchOff : words.tools.switchOn}
      bad={off}
      deed={deed}
      ready={!off || reason.trim() !== ''}
      onConfirm={() => void set()}
      onClose={onClose}
    >
      <p>{off ? words.tools.offText : words.tools.onText}</p>
      {off && (
        <label className="field">
          <span>{words.tools.reason}</span>
          <textarea
            rows={2}
            maxLength={MOST_CHARACTERS}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
      )}
    </Dialog>
  );
}
