/** The tools of one call: what its agent names, declared for the model, with the context each run is given. */
import { z } from 'zod';
import type { Tool } from '../acting/tool.ts';
import { BUILT_IN_TOOLS } from '../acting/tools/built-in.ts';
import { handOverTool, returnTool } from '../acting/tools/hand-over.ts';
import type { AgentDefinition } from '../catalog/agent-definition.ts';
import type { ToolDeclaration } from '../models/interfaces.ts';

const MEMORY_TOOLS = new Set(['remember', 'recall', 'forget']);

export function toolsOf(agent: AgentDefinition): ReadonlyMap<string, Tool> {
  const tools = new Map<string, Tool>();
  for (const named of agent.tools) {
    const tool = typeof named === 'string' ? BUILT_IN_TOOLS.get(named) : named;
    if (!tool || (agent.memory === 'none' && MEMORY_TOOLS.has(tool.name))) continue;
    tools.set(tool.name, tool);
  }
  return tools;
}

/** What it may do with the call itself: give it to its specialists, and back to `before`. */
export function transferTools({ specialists }: AgentDefinition, before: string | undefined): readonly Tool[] {
  const [first, ...others] = specialists;
  return [...(first ? [handOverTool([first, ...others])] : []), ...(before === undefined ? [] : [returnTool(before)])];
}

const EYE_TOOLS = new Set(['look_closer', 'watch_for', 'stop_watching']);
/** While nothing is shown, tools that look cost tokens and invite nonsense. */
export const withoutEyes = (tools: ReadonlyMap<string, Tool>): ReadonlyMap<string, Tool> =>
  new Map([...tools].filter(([name]) => !EYE_TOOLS.has(name)));

const STAGE_TOOLS = new Set(['show_plot', 'show_table', 'show_text', 'show_picture', 'stop_showing']);
/** On the telephone nothing can be shown; and what is not shown cannot be taken away. */
export const withStage = (
  tools: ReadonlyMap<string, Tool>,
  stage: { page: boolean; shows: boolean },
): ReadonlyMap<string, Tool> =>
  new Map(
    [...tools].filter(([name]) => (name === 'stop_showing' ? stage.shows : stage.page || !STAGE_TOOLS.has(name))),
  );

/** Kept per schema: every guess at an answer declares all tools. */
const schemas = new WeakMap<object, Record<string, unknown>>();
function schemaOf({ parameters }: Tool): Record<string, unknown> {
  const made = schemas.get(parameters) ?? z.toJSONSchema(parameters, { io: 'input' });
  schemas.set(parameters, made);
  return made;
}

export function declare(tools: ReadonlyMap<string, Tool>): ToolDeclaration[] {
  return [...tools.values()].map((tool) => {
    const { $schema: _, ...parameters } = tool.jsonSchema ?? schemaOf(tool);
    return { name: tool.name, description: tool.description, parameters };
  });
}
