/**
 * What a server lists, made into tools: the ones that are well formed and wanted, with a tier that the server may only
 * influence when it is trusted. Says in sentences what was left out and why. Pure.
 */
import { z } from 'zod';
import type { Tier } from '../../tool.ts';
import type { SourceTool } from '../source.ts';
import type { SourceConfigOf } from '../source-config.ts';
import { schemaProblem } from './schema-problem.ts';

const listedTool = z.object({
  name: z.string().min(1).max(128),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: z.record(z.string(), z.unknown()),
  annotations: z
    .object({
      title: z.string().optional(),
      readOnlyHint: z.boolean().optional(),
      destructiveHint: z.boolean().optional(),
      idempotentHint: z.boolean().optional(),
    })
    .optional(),
});
type ListedTool = z.infer<typeof listedTool>;

export type McpConfig = SourceConfigOf<'mcp'>;

const LONGEST_DESCRIPTION = 4_000;
const LONGEST_LABEL = 80;

export function toolsOf(listed: readonly unknown[], config: McpConfig): { tools: SourceTool[]; dropped: string[] } {
  const tools = new Map<string, SourceTool>();
  const dropped: string[] = [];
  for (const entry of listed) {
    const read = listedTool.safeParse(entry);
    if (!read.success) {
      const issue = read.error.issues[0];
      dropped.push(
        `A tool (${nameOf(entry)}) was left out: its ${issue?.path.join('.')} is wrong (${issue?.message}).`,
      );
      continue;
    }
    const { name, inputSchema } = read.data;
    if (!isOffered(name, config)) continue;
    const problem = tools.has(name) ? 'the server lists it twice' : schemaProblem(inputSchema);
    if (problem) dropped.push(`The tool "${name}" was left out${tools.has(name) ? ' once' : ''}: ${problem}.`);
    else tools.set(name, toolOf(read.data, config));
  }
  for (const operation of Object.keys(config.operations))
    if (!listed.some((entry) => nameOf(entry) === operation))
      dropped.push(`The agent file speaks of the operation "${operation}", which the server does not list.`);
  return { tools: [...tools.values()], dropped };
}

/** Whether the agent file wants this operation. A pattern that ends in `*` means every name that begins so. */
export function isOffered(operation: string, { include, exclude }: Pick<McpConfig, 'include' | 'exclude'>): boolean {
  const matches = (pattern: string): boolean =>
    pattern.endsWith('*') ? operation.startsWith(pattern.slice(0, -1)) : operation === pattern;
  return (include === undefined || include.some(matches)) && !exclude?.some(matches);
}

function toolOf(listed: ListedTool, config: McpConfig): SourceTool {
  const said = config.operations[listed.name];
  const hints = config.trusted ? listed.annotations : undefined;
  const label = said?.label ?? listed.title ?? listed.annotations?.title ?? listed.name;
  return {
    operation: listed.name,
    description: (listed.description ?? listed.title ?? listed.name).slice(0, LONGEST_DESCRIPTION),
    label: label.replace(/\s+/g, ' ').slice(0, LONGEST_LABEL),
    jsonSchema: listed.inputSchema,
    tier: said?.tier ?? tierOf(hints),
    honoursKey: said?.honoursKey ?? hints?.idempotentHint === true,
    ...(said?.deadlineMs === undefined ? {} : { deadlineMs: said.deadlineMs }),
  };
}

/** Absent hints mean the worst, as the specification has it: it writes, and it destroys. */
function tierOf(hints: ListedTool['annotations']): Tier {
  if (hints?.readOnlyHint === true) return 'read';
  return hints?.destructiveHint === false ? 'write-constrained' : 'write-broad';
}

function nameOf(entry: unknown): string {
  const name = entry && typeof entry === 'object' && 'name' in entry ? entry.name : undefined;
  return typeof name === 'string' ? name.slice(0, 128) : 'without a name';
}
