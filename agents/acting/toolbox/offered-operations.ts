/**
 * What of a source's list an agent may be offered: bounded in number, each with a usable schema and harmless texts.
 * What is left out is told in sentences. Pure.
 */
import { cleanText } from './clean-text.ts';
import { type JsonSchema, vetSchema } from './schema/vet-schema.ts';
import type { SourceTool } from './source.ts';

/** No model chooses well among more, and vendors take at most 128. */
const MAX_OPERATIONS = 100;
const MAX_DESCRIPTION_CHARACTERS = 1_200;
const MAX_LABEL_CHARACTERS = 80;
const MAX_OPERATION_CHARACTERS = 200;

export interface Offered {
  tool: SourceTool;
  schema: JsonSchema;
}

export function offeredOperations(listed: readonly SourceTool[]): {
  offered: Map<string, Offered>;
  problems: string[];
} {
  const offered = new Map<string, Offered>();
  const problems: string[] = [];
  for (const tool of listed) {
    const { operation } = tool;
    if (offered.size >= MAX_OPERATIONS) {
      problems.push(`It lists ${listed.length} operations; the first ${MAX_OPERATIONS} are offered.`);
      break;
    }
    const called = JSON.stringify(cleanText(operation, 80));
    if (operation === '' || operation.length > MAX_OPERATION_CHARACTERS) {
      problems.push(`${called} is left out: its name has ${operation.length} characters.`);
      continue;
    }
    if (offered.has(operation)) {
      problems.push(`${called} is listed twice; the first is used.`);
      continue;
    }
    try {
      offered.set(operation, {
        tool: harmless(tool),
        schema: tool.checksItself ? tool.jsonSchema : vetSchema(tool.jsonSchema),
      });
    } catch (error) {
      problems.push(`${called} is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { offered, problems };
}

const harmless = (tool: SourceTool): SourceTool => ({
  ...tool,
  description: cleanText(tool.description, MAX_DESCRIPTION_CHARACTERS),
  label: cleanText(tool.label, MAX_LABEL_CHARACTERS).replace(/\s+/g, ' ') || cleanText(tool.operation, 60),
});
