/** What happened between the words: a tool at work, something remembered, a message that was refused. */
import { memo } from 'react';
import type { NoteEntry } from '../state/transcript.ts';
import { words } from '../words.ts';

/** What a person must hear of even while the conversation itself is not read out. */
const ROLES: Partial<Record<NoteEntry['note'], 'alert' | 'status'>> = {
  refused: 'alert',
  person: 'status',
  presented: 'status',
  noticed: 'status',
  'task-over': 'status',
  'task-failed': 'status',
  'task-escalated': 'status',
};

function noteText(note: NoteEntry): string {
  switch (note.note) {
    case 'tool':
      return words.log.tool[note.phase ?? 'started'](note.text);
    case 'remembered':
      return words.log.remembered(note.text);
    case 'forgotten':
      return words.log.forgotten(Number(note.text));
    case 'person':
      return words.log.person(note.text);
    case 'presented':
      return words.log.presented(note.text);
    case 'noticed':
      return words.log.noticed(note.text);
    case 'task-started':
      return words.log.taskStarted(note.text);
    case 'task-over':
      return words.log.taskOver(note.text);
    case 'task-failed':
      return words.log.taskFailed(note.text);
    case 'task-escalated':
      return words.log.taskEscalated(note.text);
    case 'refused':
      return note.text;
  }
}

export const NoteLine = memo(function NoteLine({ note }: { note: NoteEntry }) {
  return (
    <p className={`note note-${note.note}`} data-phase={note.phase} role={ROLES[note.note]}>
      <span className="note-mark" aria-hidden="true" />
      <span dir="auto">{noteText(note)}</span>
    </p>
  );
});
