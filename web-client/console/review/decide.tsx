/**
 * The decision: yes to exactly these arguments, yes to changed ones, or no with a reason. What is typed here stays until
 * the server has taken it.
 */
import { useId, useState } from 'react';
import { type ApprovalEntry, decisionReply } from '../../../server/api/approvals.ts';
import { ask } from '../api/ask.ts';
import { useDeed } from '../api/use-deed.ts';
import { ActButton } from '../parts/act-button.tsx';
import { JsonText } from '../parts/json-text.tsx';
import { DeedLine } from '../parts/lines.tsx';
import { prettyJson } from '../parts/pretty-json.ts';
import { RoleNote } from '../parts/role-note.tsx';
import { useNow } from '../parts/use-now.ts';
import { useSession } from '../session/use-session.tsx';
import { words } from '../words.ts';
import { editedArguments } from './edited-arguments.ts';
import { whyNotDecide } from './may-decide.ts';

const MOST_REASON_CHARACTERS = 500;

export function Decide({ approval, onDecided }: { approval: ApprovalEntry; onDecided: () => void }) {
  const present = prettyJson(approval.editedArguments ?? approval.arguments);
  const [text, setText] = useState<string>();
  const [reason, setReason] = useState('');
  const deed = useDeed();
  const nowMs = useNow();
  const { operator } = useSession();
  const problemId = useId();
  const said = words.review;

  const editing = text !== undefined;
  const edited = editing ? editedArguments(text) : undefined;
  const changed = edited?.ok === true && prettyJson(edited.value) !== present;
  const blocked = (decision: 'approve' | 'refuse'): string | undefined => {
    const why = whyNotDecide(approval, decision, changed, operator?.name ?? '', nowMs);
    if (why !== undefined) return why;
    if (decision === 'approve') return edited?.ok === false ? edited.why : undefined;
    return reason.trim() === '' ? said.reasonMissing : undefined;
  };

  const decide = async (decision: 'approve' | 'refuse'): Promise<void> => {
    const body = {
      decision,
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      ...(decision === 'approve' && changed ? { arguments: edited.value } : {}),
      ...(decision === 'approve' ? { shown: approval.editedArguments ?? approval.arguments } : {}),
    };
    await deed.run(async (signal) => {
      const address = `/api/approvals/${encodeURIComponent(approval.id)}/decision`;
      const { outcome } = await ask(address, decisionReply, { method: 'POST', body, signal });
      return outcome === 'needs-another' ? said.needsAnother : said.done[decision];
    });
    onDecided();
  };

  return (
    <section className="decide" aria-label={said.decision}>
      <RoleNote needs="operator" />
      <div className="decide-arguments">
        <div className="story-head">
          <h3>{said.arguments}</h3>
          <ActButton
            needs="operator"
            small
            blocked={approval.by === 'caller' ? said.callerHeardThese : undefined}
            onAct={() => setText(editing ? undefined : present)}
          >
            {editing ? said.keepAsAsked : said.edit}
          </ActButton>
        </div>
        {editing ? (
          <>
            <textarea
              className="json-field"
              aria-label={said.argumentsField}
              aria-invalid={edited?.ok === false}
              aria-describedby={problemId}
              spellCheck={false}
              rows={Math.min(18, text.split('\n').length + 1)}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <p id={problemId} className="field-problem" role="status">
              {edited?.ok === false ? edited.why : ''}
            </p>
          </>
        ) : (
          <JsonText text={present} label={said.arguments} />
        )}
      </div>
      <label className="field">
        <span>{said.reason}</span>
        <textarea
          rows={2}
          maxLength={MOST_REASON_CHARACTERS}
          value={reason}
          placeholder={said.reasonHint}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <div className="button-row">
        <ActButton
          needs="operator"
          kind="main"
          busy={deed.busy}
          blocked={blocked('approve')}
          onAct={() => void decide('approve')}
        >
          {changed ? said.approveChanged : said.approve}
        </ActButton>
        <ActButton
          needs="operator"
          kind="bad"
          busy={deed.busy}
          blocked={blocked('refuse')}
          onAct={() => void decide('refuse')}
        >
          {said.refuse}
        </ActButton>
      </div>
      <DeedLine deed={deed} />
    </section>
  );
}
