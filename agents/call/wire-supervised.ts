/** Connects the supervisor of the agent that has the call with the catalog and the model that speaks for them. */
import { supervise } from '../planning/supervisor.ts';
import { type CallParts, turnInHand } from './call-parts.ts';
import type { SupervisedOptions } from './supervised.ts';

export function supervisedOptions(parts: CallParts): SupervisedOptions {
  const { agent, deps, record } = parts.ground;
  const llm = deps.models.planner ?? deps.models.llm;
  return {
    agent: () => agent,
    ask: async (supervisor, plan, signal) => {
      try {
        const { definition } = await deps.catalog.get(supervisor);
        return await supervise(
          llm,
          definition,
          { ...plan, asked: parts.conversation.lastAsked() ?? '' },
          (usage) => record.cost(turnInHand(parts), { provider: llm.label, ...usage }),
          signal,
        );
      } catch (error) {
        return { verdict: 'no-answer', reason: `${supervisor} could not be asked: ${String(error)}` };
      }
    },
    note: (event) => record.note(event),
  };
}
