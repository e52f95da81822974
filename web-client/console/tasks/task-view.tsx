/** One task: what is wanted, what was done for it step by step, and what a person can do about it. */
import { useState } from 'react';
import { type TaskReply, taskReply } from '../../../server/api/tasks.ts';
import { ask } from '../api/ask.ts';
import { useDeed } from '../api/use-deed.ts';
import { usePoll } from '../api/use-poll.ts';
import { Link } from '../frame/router.tsx';
import { ActButton } from '../parts/act-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { DeedLine, FailureLine } from '../parts/lines.tsx';
import { Moment } from '../parts/moment.tsx';
import { Tag } from '../parts/tag.tsx';
import { words } from '../words.ts';
import { Resolve } from './resolve.tsx';
import { TaskEntryView } from './task-entry-view.tsx';
import { canCancel, resolutions, TASK_TONES } from './task-states.ts';
import { useTaskLog } from './use-task-log.ts';

const EVERY_MS = 2_000;

export function TaskView({ id, onChanged }: { id: string; onChanged: () => void }) {
  const {
    data: task,
    failure,
    again,
  } = usePoll(`task ${id}`, EVERY_MS, (signal) => ask(`/api/tasks/${encodeURIComponent(id)}`, taskReply, { signal }));
  const { entries, failure: logFailure } = useTaskLog(id, `${task?.attempt}`);
  const changed = (): void => {
    again();
    onChanged();
  };
  return (
    <div className="pane-detail">
      <p className="pane-back">
        <Link screen="tasks">{words.tasks.back}</Link>
      </p>
      <FailureLine failure={failure} onAgain={again} />
      {task === undefined && failure === undefined && <p className="fine">{words.loading}</p>}
      {task !== undefined && (
        <>
          <div className="approval-head">
            <h2>{task.goal}</h2>
            <Tag tone={TASK_TONES[task.state]}>{words.tasks.states[task.state]}</Tag>
          </div>
          {task.summary !== undefined && <p className="approval-sentence">{task.summary}</p>}
          <TaskFacts task={task} />
          {resolutions(task.state).length > 0 && <Resolve task={task} onResolved={changed} />}
          {canCancel(task) && <CancelTask id={id} onCancelled={changed} />}
          {task.cancelRequested && task.state !== 'FAILED' && (
            <p className="note-line note-info">{words.tasks.cancelling}</p>
          )}
          <h3>{words.tasks.log}</h3>
          <FailureLine failure={logFailure} />
          <ol className="plain-list task-log">
            {entries.map((entry) => (
              <TaskEntryView key={entry.seq} entry={entry} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function TaskFacts({ task: { agent, user, callId, priority, origin, attempt, createdAtMs } }: { task: TaskReply }) {
  const said = words.tasks;
  return (
    <dl className="facts">
      <dt>{words.facts.agent}</dt>
      <dd>{agent}</dd>
      {user !== undefined && (
        <>
          <dt>{words.facts.user}</dt>
          <dd>
            <Link screen="memory" id={user}>
              {user}
            </Link>
          </dd>
        </>
      )}
      <dt>{said.origin}</dt>
      <dd>
        {said.origins[origin]}
        {callId !== undefined && (
          <>
            ,{' '}
            <Link screen="calls" id={callId}>
              {words.review.openCall}
            </Link>
          </>
        )}
      </dd>
      <dt>{said.begun}</dt>
      <dd>
        <Moment atMs={createdAtMs} />, {said.attempt(attempt)}, {said.priorities[priority]}
      </dd>
    </dl>
  );
}

function CancelTask({ id, onCancelled }: { id: string; onCancelled: () => void }) {
  const [asking, setAsking] = useState(false);
  const deed = useDeed();
  const cancel = async (): Promise<void> => {
    const done = await deed.run(async (signal) => {
      await ask(`/api/tasks/${encodeURIComponent(id)}/cancel`, taskReply, { method: 'POST', signal });
      return words.tasks.cancelling;
    });
    if (!done) return;
    setAsking(false);
    onCancelled();
  };
  return (
    <>
      <div className="button-row">
        <ActButton needs="operator" kind="bad" onAct={() => setAsking(true)}>
          {words.tasks.cancel}
        </ActButton>
      </div>
      {!asking && <DeedLine deed={deed} />}
      {asking && (
        <Dialog
          title={words.tasks.cancelTitle}
          confirm={words.tasks.cancel}
          bad
          deed={deed}
          onConfirm={() => void cancel()}
          onClose={() => setAsking(false)}
        >
          <p>{words.tasks.cancelText}</p>
        </Dialog>
      )}
    </>
  );
}
