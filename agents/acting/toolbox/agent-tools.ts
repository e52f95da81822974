/** The tools of one agent, named: every operation of its sources under a name that no other of its tools has. Pure. */
import type { AgentDefinition } from '../../catalog/agent-definition.ts';
import type { Offered } from './offered-operations.ts';
import type { SourceKeeper } from './source-keeper.ts';
import { toolNames } from './tool-names.ts';
import type { ToolDescription } from './toolbox-api.ts';

const DEFAULT_DEADLINE_MS = 15_000;

export interface AgentTool {
  keeper: SourceKeeper;
  offered: Offered;
  description: ToolDescription;
}

/** Two sources of one name, or two operations that lead to one name after all, are the later one's loss. */
export function agentTools(agent: AgentDefinition, keepers: readonly SourceKeeper[]): AgentTool[] {
  const own = new Set(agent.tools.map((tool) => (typeof tool === 'string' ? tool : tool.name)));
  const found = new Map<string, AgentTool>();
  for (const [index, keeper] of keepers.entries()) {
    const { kind, name: source } = keeper.config;
    const names =
      kind === 'function'
        ? undefined
        : toolNames(source, [...keeper.offered.keys()], own, sharesNames(source, index, agent));
    for (const [operation, offered] of keeper.offered) {
      const name = names?.get(operation) ?? operation;
      if (found.has(name)) continue;
      const { tool, schema } = offered;
      const description: ToolDescription = {
        name,
        source: { kind, name: source },
        description: tool.description,
        label: tool.label,
        jsonSchema: { ...schema },
        tier: tool.tier,
        deadlineMs: tool.deadlineMs ?? DEFAULT_DEADLINE_MS,
        honoursKey: tool.honoursKey,
        ...(tool.informs && { informs: tool.informs }),
        canUndo: tool.undo !== undefined,
        canLookUp: tool.lookUp !== undefined,
      };
      found.set(name, { keeper, offered, description });
    }
  }
  return [...found.values()];
}

/** `crm` with an operation `a_b` and `crm_a` with an operation `b` would both have `crm_a_b`. */
const sharesNames = (source: string, index: number, agent: AgentDefinition): boolean =>
  agent.sources.some((other, at) => at !== index && `${source}_`.startsWith(`${other.name}_`));
