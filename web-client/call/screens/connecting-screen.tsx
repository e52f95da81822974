/** Between the press of the button and the call. */
import type { CatalogAgent } from '../api/agents.ts';
import { PresenceRings } from '../presence/presence-rings.tsx';
import { words } from '../words.ts';

const silence = (): number => 0;

export function ConnectingScreen({ onCancel, agent }: { onCancel: () => void; agent: CatalogAgent | undefined }) {
  return (
    <div className="connecting">
      <PresenceRings presence="initializing" callerLevel={silence} agentLevel={silence} />
      <div role="status">
        <h1 className="state-word">{words.connecting.title}</h1>
        {agent && <p className="agent-title">{agent.title}</p>}
        <p className="state-hint">{words.connecting.hint}</p>
      </div>
      <button type="button" className="quiet-button" onClick={onCancel}>
        {words.connecting.cancel}
      </button>
    </div>
  );
}
