/** Changes the stored rules as JSON: tries them on what was done, then stores them as a new version. */
import { useId, useState } from 'react';
import { policyChanged } from '../../../server/api/policy.ts';
import { ask } from '../api/ask.ts';
import { useDeed } from '../api/use-deed.ts';
import { ActButton } from '../parts/act-button.tsx';
import { JsonText } from '../parts/json-text.tsx';
import { DeedLine } from '../parts/lines.tsx';
import { prettyJson } from '../parts/pretty-json.ts';
import { words } from '../words.ts';
import type { Rule } from './rules.tsx';
import { Simulation } from './simulation.tsx';
import { typedRules } from './typed-rules.ts';
import { withProblems } from './with-problems.ts';

/** Shown, never stored: what to begin with where nothing is stored yet. */
const EXAMPLE: readonly Rule[] = [
  {
    name: 'large-refunds',
    when: { tools: ['orders_*'], arguments: [{ path: 'amount', above: 40 }] },
    verdict: 'escalate',
    approval: { by: 'operator' },
    reason: 'it is more than 40',
  },
];

interface Props {
  rules: readonly Rule[];
  version: number;
  onChanged: () => void;
}

export function RuleEditor({ rules, version, onChanged }: Props) {
  const [draft, setDraft] = useState<{ text: string; basedOn: number }>();
  const [note, setNote] = useState('');
  const deed = useDeed();
  const problemId = useId();
  const fieldId = useId();
  const said = words.policy;
  if (draft === undefined)
    return (
      <div className="button-row">
        <ActButton needs="admin" onAct={() => setDraft({ text: prettyJson(rules), basedOn: version })}>
          {said.edit}
        </ActButton>
        <DeedLine deed={deed} />
      </div>
    );
  const typed = typedRules(draft.text);
  const store = async (): Promise<void> => {
    if (!typed.ok) return;
    const body = { rules: typed.rules, note: note.trim(), basedOn: draft.basedOn };
    const done = await deed.run(async (signal) => {
      try {
        const { version: stored } = await ask('/api/policy', policyChanged, { method: 'PUT', body, signal });
        return said.storedAs(stored);
      } catch (error) {
        throw withProblems(error);
      }
    });
    if (!done) return;
    setDraft(undefined);
    setNote('');
    onChanged();
  };
  const blocked = typed.ok ? (note.trim() === '' ? said.noteMissing : undefined) : typed.why;
  return (
    <div className="decide">
      {version !== draft.basedOn && <p className="note-line note-bad">{said.overtaken(version)}</p>}
      <label className="field-label" htmlFor={fieldId}>
        {said.field}
      </label>
      <textarea
        id={fieldId}
        className="json-field"
        aria-invalid={!typed.ok}
        aria-describedby={problemId}
        spellCheck={false}
        rows={12}
        value={draft.text}
        onChange={(event) => setDraft({ ...draft, text: event.target.value })}
      />
      <p id={problemId} className="field-problem" role="status">
        {typed.ok ? '' : typed.why}
      </p>
      <details className="rule-when">
        <summary className="fine">{said.example}</summary>
        <p className="fine">{said.exampleHint}</p>
        <JsonText text={prettyJson(EXAMPLE)} label={said.example} />
      </details>
      <label className="field">
        <span>{said.note}</span>
        <input maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      <div className="button-row">
        <ActButton needs="admin" kind="main" busy={deed.busy} blocked={blocked} onAct={() => void store()}>
          {said.store}
        </ActButton>
        <button type="button" className="button" onClick={() => setDraft(undefined)}>
          {words.cancel}
        </button>
      </div>
      <DeedLine deed={deed} />
      <Simulation typed={typed} />
    </div>
  );
}
