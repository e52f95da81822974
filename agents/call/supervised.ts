/** Has the supervisor of the agent that has the call judge what it would change. Knows no rules: those judge besides. */
import { OF_THE_LINE } from '../acting/policy/policy.ts';
import type { Tool } from '../acting/tool.ts';
import { type Supervision, supervise } from '../planning/supervisor.ts';
import { type CallParts, turnInHand } from './call-parts.ts';

/** Undefined: it needs no supervisor's word. Never rejects: a supervisor that is not to be had has not agreed. */
export async function superviseCall(
  tool: Tool,
  argumentsJson: string,
  parts: CallParts,
  signal: AbortSignal,
): Promise<Supervision | undefined> {
  const { agent, deps, record } = parts.ground;
  const { supervisor, name } = agent.definition;
  if (supervisor === undefined || tool.tier === 'read' || OF_THE_LINE.includes(tool.name)) return undefined;
  const llm = deps.models.planner ?? deps.models.llm;
  try {
    const { definition } = await deps.catalog.get(supervisor);
    const asked = parts.conversation.lastAsked() ?? '';
    return await supervise(
      llm,
      definition,
      { agent: name, tool, argumentsJson, asked },
      (usage) => record.cost(turnInHand(parts), { provider: llm.label, ...usage }),
      signal,
    );
  } catch (error) {
    return { approved: false, reason: `${supervisor} could not be asked: ${String(error)}` };
  }
}
