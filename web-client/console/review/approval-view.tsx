/** One approval in full: what would be done, why a person is asked, who has said what, and the decision. */
import type { ApprovalEntry } from '../../../server/api/approvals.ts';
import { Link } from '../frame/router.tsx';
import { JsonText } from '../parts/json-text.tsx';
import { Moment } from '../parts/moment.tsx';
import { prettyJson } from '../parts/pretty-json.ts';
import { Tag } from '../parts/tag.tsx';
import { useNow } from '../parts/use-now.ts';
import { words } from '../words.ts';
import { Around } from './around.tsx';
import { Decide } from './decide.tsx';
import { STATUS_TONES } from './status-tones.ts';
import { TimeLeft } from './time-left.tsx';

export function ApprovalView({ approval, onDecided }: { approval: ApprovalEntry; onDecided: () => void }) {
  const { label, tool, tier, readBack, reason, agent, userId, subject, status, expiresAtMs, by, votes } = approval;
  const nowMs = useNow(status === 'pending');
  const said = words.review;
  const callId = subject.callId;
  return (
    <article className="approval" aria-label={label || tool}>
      <p className="pane-back">
        <Link screen="review">{said.back}</Link>
      </p>
      <div className="approval-head">
        <h2>{label || tool}</h2>
        {status === 'pending' ? (
          <TimeLeft expiresAtMs={expiresAtMs} nowMs={nowMs} />
        ) : (
          <Tag tone={STATUS_TONES[status]}>{said.statuses[status]}</Tag>
        )}
      </div>
      <p className="approval-sentence">{readBack}</p>
      <dl className="facts">
        <dt>{said.tool}</dt>
        <dd>
          <code>{tool}</code> <span className="fine">{words.tools.tiers[tier]}</span>
        </dd>
        <dt>{said.why}</dt>
        <dd>{reason}</dd>
        <dt>{said.who}</dt>
        <dd>{said.approvers[by]}</dd>
        <dt>{said.forWhom}</dt>
        <dd>
          {said.forUser(agent)}{' '}
          <Link screen="memory" id={userId}>
            {userId}
          </Link>
        </dd>
        <dt>{said.subject}</dt>
        <dd>
          {subject.kind === 'task' && (
            <Link screen="tasks" id={subject.taskId}>
              {said.openTask}
            </Link>
          )}
          {subject.kind === 'task' && callId !== undefined && ', '}
          {callId !== undefined && (
            <Link screen="calls" id={callId}>
              {said.openCall}
            </Link>
          )}
        </dd>
        <dt>{said.asked}</dt>
        <dd>
          <Moment atMs={approval.requestedAtMs} />
        </dd>
      </dl>
      {by === 'two-operators' && status === 'pending' && (
        <p className="note-line note-info">
          {said.ofTwo(votes.filter(({ decision }) => decision === 'approve').map((vote) => vote.by))}
        </p>
      )}
      {votes.length > 0 && (
        <ul className="plain-list votes">
          {votes.map((vote) => (
            <li key={`${vote.by}-${vote.atMs}`}>
              {said.voted(vote.by, vote.decision)} <Moment atMs={vote.atMs} />{' '}
              {vote.reason !== undefined && <q>{vote.reason}</q>}
            </li>
          ))}
        </ul>
      )}
      {status === 'pending' ? (
        <Decide key={prettyJson(approval.editedArguments)} approval={approval} onDecided={onDecided} />
      ) : (
        <>
          <h3>{said.arguments}</h3>
          <JsonText text={prettyJson(approval.arguments)} label={said.arguments} />
        </>
      )}
      {approval.editedArguments !== undefined && (
        <>
          <h3>{said.editedTo}</h3>
          <JsonText text={prettyJson(approval.editedArguments)} label={said.editedTo} />
        </>
      )}
      {callId !== undefined && (
        <Around callId={callId} generation={subject.kind === 'call' ? subject.generation : undefined} />
      )}
    </article>
  );
}
