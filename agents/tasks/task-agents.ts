/**
 * The agents of the catalog as tasks are carried out as them: the functions of their files that need no call, and all
 * tools from afar.
 */
import type { PolicyNow } from '../acting/policy/rule-set.ts';
import { effectiveRules, rulesOfFile } from '../acting/policy/rule-set.ts';
import type { Tool } from '../acting/tool.ts';
import { BUILT_IN_TOOLS } from '../acting/tools/built-in.ts';
import type { AgentDefinition } from '../catalog/agent-definition.ts';
import type { CatalogEntry } from '../catalog/catalog.ts';
import type { TaskAgent } from './task-agent.ts';

export interface TaskAgentsDeps {
  /** Rejects with UnknownAgentError. */
  catalog: { get(name: string): Promise<CatalogEntry> };
  /** Rejects with a sentence when they cannot be listed now. */
  remoteTools(agent: string, signal: AbortSignal): Promise<Tool[]>;
  /** A function of an agent file as a task has it; absent: as it is, run here. */
  placed?(tool: Tool): Tool;
  timeZone: string;
  /** The stored rules as they are at this moment. */
  policy(): PolicyNow;
}

export function taskAgents({ catalog, remoteTools, placed, timeZone, policy }: TaskAgentsDeps) {
  return async (name: string, signal: AbortSignal): Promise<TaskAgent> => {
    const { definition } = await catalog.get(name);
    const functions = functionsFitForTasks(definition);
    const elsewhere = placed !== undefined && functions.some(({ runsIn }) => runsIn !== 'call');
    // Asked also for functions alone: a toolbox that does not answer yet is waited for before anything is begun.
    const remote = elsewhere || definition.sources.length > 0 ? await remoteTools(name, signal) : [];
    const tools = [...(placed ? functions.map(placed) : functions), ...remote];
    return {
      name: definition.name,
      instructions: definition.instructions,
      timeZone: definition.timeZone ?? timeZone,
      supervisor: await supervisorOf(definition, catalog),
      get rules() {
        return effectiveRules(rulesOfFile(definition), policy().rules);
      },
      tools: new Map(tools.map((tool) => [tool.name, tool])),
    };
  };
}

/** One that is not in the catalog can be asked nothing, so that no plan of the agent is approved. */
async function supervisorOf(
  { supervisor }: AgentDefinition,
  catalog: TaskAgentsDeps['catalog'],
): Promise<TaskAgent['supervisor']> {
  if (supervisor === undefined) return undefined;
  try {
    const { name, instructions } = (await catalog.get(supervisor)).definition;
    return { name, instructions };
  } catch (error) {
    return { name: supervisor, problem: error instanceof Error ? error.message : String(error) };
  }
}

function functionsFitForTasks({ tools }: AgentDefinition): Tool[] {
  return tools
    .flatMap((tool) => (typeof tool === 'string' ? (BUILT_IN_TOOLS.get(tool) ?? []) : tool))
    .filter(({ fitForTasks }) => fitForTasks === true);
}
