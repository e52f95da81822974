/** What agents can reach: tiers, sources and tools with how they do, and the switches that stop each of them. */
import { type FormEvent, useState } from 'react';
import { toolsReply } from '../../../server/api/tools.ts';
import { ask } from '../api/ask.ts';
import { usePoll } from '../api/use-poll.ts';
import { ActButton } from '../parts/act-button.tsx';
import { FailureLine, Nothing } from '../parts/lines.tsx';
import { RoleNote } from '../parts/role-note.tsx';
import { Tag } from '../parts/tag.tsx';
import { took } from '../parts/times.ts';
import type { Tone } from '../parts/tone.ts';
import { words } from '../words.ts';
import { KillSwitch } from './kill-switch.tsx';
import { SwitchDialog } from './switch-dialog.tsx';
import { type AskedSwitch, type Tools, toolNames } from './switches.ts';

const EVERY_MS = 2_000;
const TIERS = ['read', 'write-constrained', 'write-broad'] as const;
const STATE_TONES: Record<'up' | 'down' | 'off', Tone> = { up: 'good', down: 'bad', off: 'plain' };
const BREAKER_TONES: Record<'closed' | 'half-open' | 'open', Tone> = {
  closed: 'good',
  'half-open': 'warn',
  open: 'bad',
};

export function ToolsScreen() {
  const { data, failure, again } = usePoll('tools', EVERY_MS, (signal) => ask('/api/tools', toolsReply, { signal }));
  const [asked, setAsked] = useState<AskedSwitch>();
  return (
    <section className="screen">
      <div className="screen-head">
        <h1>{words.tools.title}</h1>
      </div>
      <p className="lead">{words.tools.lead}</p>
      <RoleNote needs="admin" />
      <FailureLine failure={failure} onAgain={again} />
      {data === undefined && failure === undefined && <p className="fine">{words.loading}</p>}
      {data !== undefined && (
        <>
          <Tiers tools={data} onAsk={setAsked} />
          <Sources tools={data} onAsk={setAsked} />
          <Each tools={data} onAsk={setAsked} />
        </>
      )}
      {asked !== undefined && (
        <SwitchDialog
          key={`${asked.kind} ${asked.name}`}
          asked={asked}
          onDone={() => {
            setAsked(undefined);
            again();
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </section>
  );
}

interface Props {
  tools: Tools;
  onAsk: (asked: AskedSwitch) => void;
}

function Tiers({ tools: { switches }, onAsk }: Props) {
  return (
    <section className="block">
      <h2>{words.tools.byTier}</h2>
      <ul className="rows">
        {TIERS.map((tier) => (
          <li key={tier} className="row tool-row">
            <strong>{words.tools.tiers[tier]}</strong>
            <span className="fine">{words.tools.tierHints[tier]}</span>
            <KillSwitch switches={switches} kind="tier" name={tier} label={words.tools.tiers[tier]} onAsk={onAsk} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Sources({ tools: { sources, switches }, onAsk }: Props) {
  const others = sources.filter(({ name }) => name !== 'function');
  return (
    <section className="block">
      <h2>{words.tools.sources}</h2>
      <ul className="rows">
        <li className="row tool-row">
          <strong>{words.tools.functions}</strong>
          <span className="fine">{words.tools.functionsHint}</span>
          <KillSwitch switches={switches} kind="source" name="function" label={words.tools.functions} onAsk={onAsk} />
        </li>
        {others.map(({ kind, name, state, problem }) => (
          <li key={name} className="row tool-row">
            <strong className="break">{name}</strong>
            <span>
              <Tag tone={STATE_TONES[state]}>{words.tools.states[state]}</Tag>{' '}
              <span className="fine">
                {words.tools.kinds[kind]}
                {problem !== undefined && `. ${problem}`}
              </span>
            </span>
            <KillSwitch switches={switches} kind="source" name={name} onAsk={onAsk} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Each({ tools, onAsk }: Props) {
  const [typed, setTyped] = useState('');
  const name = typed.trim();
  const names = toolNames(tools);
  const off = (event: FormEvent): void => event.preventDefault();
  return (
    <section className="block">
      <h2>{words.tools.each}</h2>
      {names.length === 0 && <Nothing>{words.tools.noneRan}</Nothing>}
      <ul className="rows" hidden={names.length === 0}>
        {names.map((tool) => {
          const health = tools.tools.find((one) => one.tool === tool);
          return (
            <li key={tool} className="row tool-row">
              <code className="break">{tool}</code>
              {health === undefined ? (
                <span className="fine">{words.tools.neverRan}</span>
              ) : (
                <span>
                  <Tag tone={BREAKER_TONES[health.breaker]}>{words.tools.breakers[health.breaker]}</Tag>{' '}
                  <span className="fine">
                    {words.tools.ran(health.runs, health.failures)}
                    {health.p95Ms !== undefined && `, ${words.tools.p95(took(health.p95Ms))}`}
                    {health.lastProblem !== undefined && `. ${health.lastProblem}`}
                  </span>
                </span>
              )}
              <KillSwitch switches={tools.switches} kind="tool" name={tool} onAsk={onAsk} />
            </li>
          );
        })}
      </ul>
      <form className="inline-form" onSubmit={off}>
        <label className="field">
          <span>{words.tools.byName}</span>
          <input maxLength={64} spellCheck={false} value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
        <ActButton
          needs="admin"
          kind="bad"
          blocked={name === '' ? words.tools.nameMissing : undefined}
          onAct={() => onAsk({ kind: 'tool', name, label: name, off: true })}
        >
          {words.tools.switchOff}
        </ActButton>
      </form>
    </section>
  );
}
