/** What waits for a yes: the caller's own with its two buttons, a colleague's as news. A click is an answer, once. */
import type { Room } from 'livekit-client';
import { useState } from 'react';
import { sendControl } from '../room/send-control.ts';
import type { AskedApproval } from '../state/approvals.ts';
import { words } from '../words.ts';

export function ApprovalCards({ room, asked }: { room: Room; asked: readonly AskedApproval[] }) {
  if (asked.length === 0) return null;
  return (
    <div className="banners" data-waiting="approval">
      {asked.map((approval) =>
        approval.by === 'caller' ? (
          <ConfirmCard key={approval.id} room={room} approval={approval} />
        ) : (
          <p key={approval.id} className="notice notice-info" role="status" data-approval={approval.by}>
            {words.approvals.colleague(approval.action)}
          </p>
        ),
      )}
    </div>
  );
}

function ConfirmCard({ room, approval: { id, action } }: { room: Room; approval: AskedApproval }) {
  const [state, setState] = useState<'open' | 'sent' | 'failed'>('open');
  const decide = (decision: 'approve' | 'refuse'): void => {
    setState('sent');
    sendControl(room, { type: 'approval', id, decision }).catch(() => setState('failed'));
  };
  return (
    <div className="notice notice-action" role="alertdialog" aria-label={words.approvals.title} data-approval="caller">
      <span>
        <strong>{words.approvals.title}</strong> <bdi>{action}</bdi>
        {state === 'failed' && ` ${words.approvals.notSent}`}
      </span>
      <div className="button-row">
        <button type="button" className="main-button" disabled={state === 'sent'} onClick={() => decide('approve')}>
          {words.approvals.yes}
        </button>
        <button type="button" className="plain-button" disabled={state === 'sent'} onClick={() => decide('refuse')}>
          {words.approvals.no}
        </button>
      </div>
    </div>
  );
}
