/** One approval on one line of the queue. */
import type { ApprovalEntry } from '../../../server/api/approvals.ts';
import { Link } from '../frame/router.tsx';
import { Moment } from '../parts/moment.tsx';
import { Tag } from '../parts/tag.tsx';
import { words } from '../words.ts';
import { STATUS_TONES } from './status-tones.ts';
import { TimeLeft } from './time-left.tsx';

interface Props {
  approval: ApprovalEntry;
  nowMs: number;
  chosen: boolean;
}

export function ApprovalRow({ approval, nowMs, chosen }: Props) {
  const { id, label, tool, readBack, agent, status, expiresAtMs, decidedAtMs, requestedAtMs, by } = approval;
  return (
    <li>
      <Link screen="review" id={id} className="row approval-row" current={chosen}>
        <span className="approval-row-head">
          <strong>{label || tool}</strong>
          {status === 'pending' ? (
            <TimeLeft expiresAtMs={expiresAtMs} nowMs={nowMs} />
          ) : (
            <Tag tone={STATUS_TONES[status]}>{words.review.statuses[status]}</Tag>
          )}
        </span>
        <span className="clip">{readBack}</span>
        <span className="fine">
          {words.review.askedBy(agent)} · {status === 'pending' ? words.review.approvers[by] : ''}
          {status !== 'pending' && <Moment atMs={decidedAtMs ?? requestedAtMs} />}
        </span>
      </Link>
    </li>
  );
}
