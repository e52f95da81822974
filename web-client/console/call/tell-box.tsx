/** Tells the agent something: for its ear alone, or to be answered aloud. What is typed stays until it has arrived. */
import { type FormEvent, useState } from 'react';
import { commandReply } from '../../../server/api/calls.ts';
import { ask } from '../api/ask.ts';
import { useDeed } from '../api/use-deed.ts';
import { ActButton } from '../parts/act-button.tsx';
import { DeedLine } from '../parts/lines.tsx';
import { words } from '../words.ts';

const MOST_CHARACTERS = 2_000;

export function TellBox({ callId }: { callId: string }) {
  const [text, setText] = useState('');
  const deed = useDeed();
  const ready = text.trim() !== '';
  const tell = async (how: 'whisper' | 'messages'): Promise<void> => {
    if (!ready) return;
    const done = await deed.run(async (signal) => {
      const address = `/api/calls/${encodeURIComponent(callId)}/${how}`;
      const { rung } = await ask(address, commandReply, { method: 'POST', body: { text: text.trim() }, signal });
      return rung ? words.tell.done[how] : words.tell.late;
    });
    if (done) setText('');
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void tell('whisper');
  };
  const blocked = ready ? undefined : words.tell.empty;
  return (
    <form className="tell" onSubmit={submit}>
      <label className="field">
        <span>{words.tell.label}</span>
        <textarea
          rows={2}
          maxLength={MOST_CHARACTERS}
          value={text}
          placeholder={words.tell.placeholder}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <div className="button-row">
        <ActButton needs="operator" kind="main" busy={deed.busy} blocked={blocked} onAct={() => void tell('whisper')}>
          {words.tell.whisper}
        </ActButton>
        <ActButton needs="operator" busy={deed.busy} blocked={blocked} onAct={() => void tell('messages')}>
          {words.tell.message}
        </ActButton>
      </div>
      <p className="fine">{words.tell.hint}</p>
      <DeedLine deed={deed} />
    </form>
  );
}
