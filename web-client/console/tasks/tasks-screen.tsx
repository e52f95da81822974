/** Work in the background: what there is, and one piece of it in full. */
import { useState } from 'react';
import { tasksReply } from '../../../server/api/tasks.ts';
import { ask } from '../api/ask.ts';
import { usePoll } from '../api/use-poll.ts';
import { Link } from '../frame/router.tsx';
import { FailureLine, Nothing } from '../parts/lines.tsx';
import { Moment } from '../parts/moment.tsx';
import { Tag } from '../parts/tag.tsx';
import { words } from '../words.ts';
import { STATES, TASK_TONES, type TaskState } from './task-states.ts';
import { TaskView } from './task-view.tsx';

const EVERY_MS = 2_000;

export function TasksScreen({ id }: { id: string | undefined }) {
  const [state, setState] = useState<TaskState | ''>('');
  const { data, failure, again } = usePoll(`tasks ${state}`, EVERY_MS, (signal) =>
    ask(`/api/tasks?limit=100${state === '' ? '' : `&state=${state}`}`, tasksReply, { signal }),
  );
  return (
    <section className="screen">
      <div className="screen-head">
        <h1>{words.tasks.title}</h1>
        <label className="field field-inline">
          <span>{words.tasks.filter}</span>
          <select value={state} onChange={(event) => setState(STATES.find((one) => one === event.target.value) ?? '')}>
            <option value="">{words.tasks.any}</option>
            {STATES.map((one) => (
              <option key={one} value={one}>
                {words.tasks.states[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="two-panes" data-open={id !== undefined}>
        <div className="pane-list">
          <FailureLine failure={failure} onAgain={again} />
          {data === undefined && failure === undefined && <p className="fine">{words.loading}</p>}
          {data?.tasks.length === 0 && <Nothing>{words.tasks.none}</Nothing>}
          {data !== undefined && data.tasks.length > 0 && (
            <ul className="rows">
              {data.tasks.map((task) => (
                <li key={task.id}>
                  <Link screen="tasks" id={task.id} className="row approval-row" current={task.id === id}>
                    <span className="approval-row-head">
                      <strong className="clip">{task.goal}</strong>
                      <Tag tone={TASK_TONES[task.state]}>{words.tasks.states[task.state]}</Tag>
                    </span>
                    <span className="fine">
                      {task.agent} · {words.tasks.origins[task.origin]} · <Moment atMs={task.updatedAtMs} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </div>
        {id !== undefined && <TaskView key={id} id={id} onChanged={again} />}
      </div>
    </section>
  );
}
