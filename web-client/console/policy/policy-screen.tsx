/** The rules that agents act under: those in force, changing the stored ones, what a change would do, and their history. */
import { policyReply } from '../../../server/api/policy.ts';
import { ask } from '../api/ask.ts';
import { usePoll } from '../api/use-poll.ts';
import { FailureLine, Nothing } from '../parts/lines.tsx';
import { RoleNote } from '../parts/role-note.tsx';
import { words } from '../words.ts';
import { History } from './history.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { Rules } from './rules.tsx';
import { Shadow } from './shadow.tsx';

const EVERY_MS = 5_000;

export function PolicyScreen() {
  const { data, failure, again } = usePoll('policy', EVERY_MS, (signal) => ask('/api/policy', policyReply, { signal }));
  const said = words.policy;
  return (
    <section className="screen">
      <div className="screen-head">
        <h1>{said.title}</h1>
        {data !== undefined && <p className="fine">{said.version(data.version)}</p>}
      </div>
      <p className="lead">{said.lead}</p>
      <RoleNote needs="admin" />
      <FailureLine failure={failure} onAgain={again} />
      {data === undefined && failure === undefined && <p className="fine">{words.loading}</p>}
      {data !== undefined && (
        <>
          <section className="block">
            <h2>{said.stored}</h2>
            {data.stored.length === 0 && <Nothing>{said.none}</Nothing>}
            <Rules rules={data.stored} />
            <RuleEditor rules={data.stored} version={data.version} onChanged={again} />
          </section>
          <Shadow />
          <section className="block">
            <h2>{said.product}</h2>
            <Rules rules={data.product} />
          </section>
          {data.agents
            .filter(({ rules }) => rules.length > 0)
            .map(({ name, rules }) => (
              <section key={name} className="block">
                <h2>{said.ofAgent(name)}</h2>
                <Rules rules={rules} />
              </section>
            ))}
          <History history={data.history} version={data.version} onChanged={again} />
        </>
      )}
    </section>
  );
}
