/** Takes a task further that is in a person's hands. The text is what is said, or what the planner is told. */
import { useState } from 'react';
import { type TaskReply, taskReply } from '../../../server/api/tasks.ts';
import { ask } from '../api/ask.ts';
import { useDeed } from '../api/use-deed.ts';
import { ActButton } from '../parts/act-button.tsx';
import { DeedLine } from '../parts/lines.tsx';
import { RoleNote } from '../parts/role-note.tsx';
import { words } from '../words.ts';
import { resolutions } from './task-states.ts';

const MOST_CHARACTERS = 1_500;
const KINDS = { complete: 'main', return: 'plain', fail: 'bad' } as const;

export function Resolve({ task, onResolved }: { task: TaskReply; onResolved: () => void }) {
  const [text, setText] = useState('');
  const deed = useDeed();
  const resolve = async (decision: 'complete' | 'fail' | 'return'): Promise<void> => {
    const done = await deed.run(async (signal) => {
      const body = { decision, text: text.trim() };
      await ask(`/api/tasks/${encodeURIComponent(task.id)}/resolve`, taskReply, { method: 'POST', body, signal });
      return words.tasks.resolved;
    });
    if (!done) return;
    setText('');
    onResolved();
  };
  return (
    <section className="decide" aria-label={words.tasks.resolve}>
      <RoleNote needs="operator" />
      <label className="field">
        <span>{task.state === 'FAILED' ? words.tasks.resolveFailed : words.tasks.resolveText}</span>
        <textarea rows={3} maxLength={MOST_CHARACTERS} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <div className="button-row">
        {resolutions(task.state).map((decision) => (
          <ActButton
            key={decision}
            needs="operator"
            kind={KINDS[decision]}
            busy={deed.busy}
            blocked={text.trim() === '' ? words.tasks.textMissing : undefined}
            onAct={() => void resolve(decision)}
          >
            {words.tasks.decisions[decision]}
          </ActButton>
        ))}
      </div>
      <DeedLine deed={deed} />
    </section>
  );
}
