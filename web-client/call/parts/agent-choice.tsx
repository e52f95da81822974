/** Who to talk to. With one agent there is nothing to choose: it is introduced instead. */
import type { CatalogAgent } from '../api/agents.ts';
import type { AgentsAsked } from '../api/use-agents.ts';
import { words } from '../words.ts';

interface Props {
  agents: readonly CatalogAgent[];
  asked: AgentsAsked;
  chosen: CatalogAgent | undefined;
  onChoose: (name: string) => void;
}

export function AgentChoice({ agents, asked, chosen, onChoose }: Props) {
  if (agents.length === 0)
    return (
      <p className="agent-none" role="status">
        {words.home.noAgents[asked]}
      </p>
    );
  if (agents.length === 1 && chosen) {
    return (
      <div className="agent-single">
        <p className="agent-title">
          <bdi>{chosen.title}</bdi>
        </p>
        <p className="agent-description">
          <bdi>{chosen.description}</bdi>
        </p>
      </div>
    );
  }
  return (
    <fieldset className="agent-choice">
      <legend>{words.home.choose}</legend>
      {agents.map((agent) => (
        <label key={agent.name} className="agent-option">
          <input
            type="radio"
            name="agent"
            value={agent.name}
            checked={agent.name === chosen?.name}
            onChange={() => onChoose(agent.name)}
          />
          <span className="agent-text">
            <span className="agent-title">
              <bdi>{agent.title}</bdi>
            </span>
            <span className="agent-description">
              <bdi>{agent.description}</bdi>
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
