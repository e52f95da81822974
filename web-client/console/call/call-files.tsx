/** The files of a call: what the caller and others gave, and a way to give one more. */
import { useRef } from 'react';
import { commandReply } from '../../../server/api/calls.ts';
import { ask } from '../api/ask.ts';
import { useDeed } from '../api/use-deed.ts';
import { ActButton } from '../parts/act-button.tsx';
import { DeedLine } from '../parts/lines.tsx';
import { Moment } from '../parts/moment.tsx';
import { words } from '../words.ts';
import type { StoryFile } from './story.ts';

interface Props {
  callId: string;
  files: readonly StoryFile[];
  live: boolean;
}

export function CallFiles({ callId, files, live }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const deed = useDeed();
  const give = (file: File): Promise<boolean> =>
    deed.run(async (signal) => {
      const address = `/api/calls/${encodeURIComponent(callId)}/files?name=${encodeURIComponent(file.name)}`;
      const headers = { 'content-type': file.type || 'application/octet-stream' };
      await ask(address, commandReply, { method: 'POST', body: file, headers, signal });
      return words.files.given(file.name);
    });
  if (files.length === 0 && !live) return null;
  return (
    <section className="card">
      <h2>{words.files.title}</h2>
      {files.length === 0 && <p className="fine">{words.files.none}</p>}
      <ul className="plain-list">
        {files.map(({ id, name, from, atMs }) => (
          <li key={id}>
            <span className="break">{name}</span>{' '}
            <span className="fine">
              {words.memory.from(from, undefined)}, <Moment atMs={atMs} />
            </span>
          </li>
        ))}
      </ul>
      {live && (
        <>
          <input
            ref={field}
            type="file"
            hidden
            onChange={(event) => {
              const file = event.target.files?.[0];
              if (file) void give(file);
              event.target.value = '';
            }}
          />
          <div className="button-row">
            <ActButton needs="operator" small busy={deed.busy} onAct={() => field.current?.click()}>
              {words.files.give}
            </ActButton>
          </div>
          <DeedLine deed={deed} />
        </>
      )}
    </section>
  );
}
