/** The review queue: what waits for a person's yes, what was decided, and one of them in full. */
import { useState } from 'react';
import { type ApprovalEntry, approvalEntry, approvalsReply } from '../../../server/api/approvals.ts';
import { ask } from '../api/ask.ts';
import { usePoll } from '../api/use-poll.ts';
import { useWaiting } from '../frame/use-waiting.tsx';
import { FailureLine, Nothing } from '../parts/lines.tsx';
import { useNow } from '../parts/use-now.ts';
import { words } from '../words.ts';
import { ApprovalRow } from './approval-row.tsx';
import { ApprovalView } from './approval-view.tsx';

const EVERY_MS = 2_000;
const HISTORY_EVERY_MS = 5_000;

export function ReviewScreen({ id }: { id: string | undefined }) {
  const [shown, setShown] = useState<'waiting' | 'decided'>('waiting');
  const waiting = useWaiting();
  const nowMs = useNow();
  return (
    <section className="screen">
      <div className="screen-head">
        <h1>{words.review.title}</h1>
        <fieldset className="switch-row">
          <legend className="out-of-sight">{words.review.which}</legend>
          {(['waiting', 'decided'] as const).map((which) => (
            <button
              key={which}
              type="button"
              className="button button-small"
              aria-pressed={shown === which}
              onClick={() => setShown(which)}
            >
              {words.review.lists[which]}
            </button>
          ))}
        </fieldset>
      </div>
      <div className="two-panes" data-open={id !== undefined}>
        <div className="pane-list">
          {shown === 'waiting' ? (
            <>
              <FailureLine failure={waiting.failure} onAgain={waiting.again} />
              {waiting.data === undefined && waiting.failure === undefined && <p className="fine">{words.loading}</p>}
              {waiting.data?.length === 0 && <Nothing>{words.review.none}</Nothing>}
              <Rows approvals={oldestEndFirst(waiting.data ?? [])} nowMs={nowMs} chosen={id} />
            </>
          ) : (
            <History nowMs={nowMs} chosen={id} />
          )}
        </div>
        {id !== undefined && <Chosen key={id} id={id} onDecided={waiting.again} />}
      </div>
    </section>
  );
}

/** Whoever runs out of time first stands first. */
const oldestEndFirst = (approvals: readonly ApprovalEntry[]): ApprovalEntry[] =>
  [...approvals].sort((one, other) => one.expiresAtMs - other.expiresAtMs);

interface RowsProps {
  approvals: readonly ApprovalEntry[];
  nowMs: number;
  chosen: string | undefined;
}
function Rows({ approvals, nowMs, chosen }: RowsProps) {
  if (approvals.length === 0) return null;
  return (
    <ul className="rows">
      {approvals.map((approval) => (
        <ApprovalRow key={approval.id} approval={approval} nowMs={nowMs} chosen={approval.id === chosen} />
      ))}
    </ul>
  );
}

function History({ nowMs, chosen }: { nowMs: number; chosen: string | undefined }) {
  const { data, failure, again } = usePoll('approvals', HISTORY_EVERY_MS, (signal) =>
    ask('/api/approvals?limit=200', approvalsReply, { signal }),
  );
  const decided = data?.approvals.filter(({ status }) => status !== 'pending');
  return (
    <>
      <FailureLine failure={failure} onAgain={again} />
      {data === undefined && failure === undefined && <p className="fine">{words.loading}</p>}
      {decided?.length === 0 && <Nothing>{words.review.noneDecided}</Nothing>}
      <Rows approvals={decided ?? []} nowMs={nowMs} chosen={chosen} />
    </>
  );
}

function Chosen({ id, onDecided }: { id: string; onDecided: () => void }) {
  const { data, failure, again } = usePoll(`approval ${id}`, EVERY_MS, (signal) =>
    ask(`/api/approvals/${encodeURIComponent(id)}`, approvalEntry, { signal }),
  );
  const decided = (): void => {
    again();
    onDecided();
  };
  return (
    <div className="pane-detail">
      <FailureLine failure={failure} onAgain={again} />
      {data === undefined && failure === undefined && <p className="fine">{words.loading}</p>}
      {data !== undefined && <ApprovalView approval={data} onDecided={decided} />}
    </div>
  );
}
