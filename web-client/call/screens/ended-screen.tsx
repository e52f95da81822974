/** After the call: how long, why it ended, what stays in memory, and the way back in. */
import type { CatalogAgent } from '../api/agents.ts';
import { ConversationLog } from '../log/conversation-log.tsx';
import type { CallState } from '../state/call-state.ts';
import { spokenDuration } from '../state/duration.ts';
import { words } from '../words.ts';

interface Props {
  state: CallState;
  agent: CatalogAgent | undefined;
  onAgain: () => void;
  onHome: () => void;
}

export function EndedScreen({ state, agent, onAgain, onHome }: Props) {
  const lastedMs = (state.endedAtMs ?? 0) - (state.startedAtMs ?? 0);
  return (
    <div className="ended">
      <div className="ended-words">
        <h1>{words.ended.title}</h1>
        <p className="lead">
          {words.ended.endings[state.endReason ?? 'hung-up']} {words.ended.lasted(spokenDuration(lastedMs))}
        </p>
        <div className="button-row">
          <button type="button" className="main-button" onClick={onAgain}>
            {words.ended.again}
          </button>
          <button type="button" className="plain-button" onClick={onHome}>
            {words.ended.home}
          </button>
        </div>
      </div>
      {state.remembered.length > 0 ? (
        <section className="ended-memory">
          <h2>{words.ended.remembered}</h2>
          <ul>
            {state.remembered.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </section>
      ) : (
        <p className="fine">{words.ended.nothing}</p>
      )}
      {state.entries.length > 0 && (
        <details className="ended-transcript">
          <summary>{words.ended.transcript}</summary>
          <ConversationLog entries={state.entries} agentName={state.hello?.title ?? agent?.title} spokenAloud={false} />
        </details>
      )}
    </div>
  );
}
