/** One entry of a task's log as a sentence, with its data where there is some. */
import type { TaskEntry } from '../../../server/api/tasks.ts';
import { Link } from '../frame/router.tsx';
import { JsonText } from '../parts/json-text.tsx';
import { Moment } from '../parts/moment.tsx';
import { prettyText } from '../parts/pretty-json.ts';
import { words } from '../words.ts';
import { dataOf, sentenceOfEntry } from './task-entry-text.ts';

export function TaskEntryView({ entry }: { entry: TaskEntry }) {
  const data = dataOf(entry);
  return (
    <li className="task-entry" data-type={entry.type}>
      <Moment atMs={entry.atMs} />
      <div>
        <p>
          {sentenceOfEntry(entry)}{' '}
          {entry.type === 'approval-asked' && (
            <Link screen="review" id={entry.approvalId}>
              {words.trace.openApproval}
            </Link>
          )}
        </p>
        {data !== undefined && (
          <details>
            <summary>{words.tasks.details}</summary>
            <JsonText text={prettyText(data)} label={words.tasks.details} />
          </details>
        )}
      </div>
    </li>
  );
}
