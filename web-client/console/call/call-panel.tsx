/** Beside the conversation: what waits for a person, what a person can do, what there is to know about the call. */
import { useState } from 'react';
import { commandReply } from '../../../server/api/calls.ts';
import { ask } from '../api/ask.ts';
import { useDeed } from '../api/use-deed.ts';
import { Link } from '../frame/router.tsx';
import { useWaiting } from '../frame/use-waiting.tsx';
import { ActButton } from '../parts/act-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { DeedLine } from '../parts/lines.tsx';
import { RoleNote } from '../parts/role-note.tsx';
import { words } from '../words.ts';
import { CallFacts } from './call-facts.tsx';
import { CallFiles } from './call-files.tsx';
import { SeatView } from './seat-view.tsx';
import type { Story } from './story.ts';
import { TellBox } from './tell-box.tsx';

export function CallPanel({ callId, story, live }: { callId: string; story: Story; live: boolean }) {
  const waiting = useWaiting().data?.filter(({ subject }) => subject.callId === callId) ?? [];
  return (
    <aside className="call-panel" aria-label={words.call.panel}>
      {waiting.length > 0 && (
        <section className="card card-warn">
          <h2>{words.call.approvals}</h2>
          <ul className="plain-list">
            {waiting.map(({ id, label, tool, readBack }) => (
              <li key={id}>
                <Link screen="review" id={id}>
                  {label || tool}
                </Link>
                {readBack !== '' && <p className="fine break">{readBack}</p>}
              </li>
            ))}
          </ul>
        </section>
      )}
      {live && (
        <section className="card">
          <h2>{words.call.act}</h2>
          <RoleNote needs="operator" />
          <TellBox callId={callId} />
          <SeatView callId={callId} takenOverBy={story.takenOverBy?.name} />
          <EndCall callId={callId} />
        </section>
      )}
      <CallFacts story={story} live={live} />
      <CallFiles callId={callId} files={story.files} live={live} />
    </aside>
  );
}

function EndCall({ callId }: { callId: string }) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const deed = useDeed();
  const end = async (): Promise<void> => {
    const done = await deed.run(async (signal) => {
      const body = reason.trim() === '' ? {} : { reason: reason.trim() };
      await ask(`/api/calls/${encodeURIComponent(callId)}/end`, commandReply, { method: 'POST', body, signal });
      return words.call.ending;
    });
    if (done) setAsking(false);
  };
  return (
    <>
      <div className="button-row">
        <ActButton needs="operator" kind="bad" onAct={() => setAsking(true)}>
          {words.call.end}
        </ActButton>
      </div>
      {!asking && <DeedLine deed={deed} />}
      {asking && (
        <Dialog
          title={words.call.endTitle}
          confirm={words.call.end}
          bad
          deed={deed}
          onConfirm={() => void end()}
          onClose={() => setAsking(false)}
        >
          <p>{words.call.endText}</p>
          <label className="field">
            <span>{words.call.endReason}</span>
            <input value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
          </label>
        </Dialog>
      )}
    </>
  );
}
