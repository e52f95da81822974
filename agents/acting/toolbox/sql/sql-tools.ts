/** The tools of a database: `query`, and `execute` where the agent's author allows writing. Pure. */
import { z } from 'zod';
import type { SourceTool } from '../source.ts';
import type { SourceConfigOf } from '../source-config.ts';

export type Dialect = 'postgres' | 'sqlite';

/** A statement longer than this is no question that a model asks. */
export const MAX_SQL = 20_000;
const MAX_PARAMETERS = 100;
const PLACEHOLDERS = { postgres: '$1, $2', sqlite: '?1, ?2' } as const;

export const sqlInput = z.object({
  sql: z.string().min(1).max(MAX_SQL),
  parameters: z
    .array(z.union([z.string().max(100_000), z.number(), z.boolean(), z.null()]))
    .max(MAX_PARAMETERS)
    .default([]),
});
export type SqlInput = z.output<typeof sqlInput>;

export function sqlTools(config: SourceConfigOf<'sql'>, dialect: Dialect): SourceTool[] {
  const tools = [describe(config, 'query', dialect)];
  if (config.access === 'write') tools.push(describe(config, 'execute', dialect));
  return tools;
}

function describe(config: SourceConfigOf<'sql'>, operation: 'query' | 'execute', dialect: Dialect): SourceTool {
  const own = config.operations[operation];
  const isQuery = operation === 'query';
  const language = dialect === 'postgres' ? 'PostgreSQL' : 'SQLite';
  return {
    operation,
    description: isQuery
      ? `Reads the database ${config.name} with one SELECT (${language}). At most ${config.maxRows} rows come back: ask for what is needed, count and sum in the database. Values go in parameters.`
      : `Changes rows of the database ${config.name} with one INSERT, UPDATE or DELETE (${language}). Values go in parameters.`,
    label: own?.label ?? (isQuery ? `Looking into ${config.name}` : `Writing to ${config.name}`),
    jsonSchema: {
      type: 'object',
      properties: {
        sql: {
          type: 'string',
          minLength: 1,
          maxLength: MAX_SQL,
          description: `One statement, with ${PLACEHOLDERS[dialect]} in place of every value.`,
        },
        parameters: {
          type: 'array',
          maxItems: MAX_PARAMETERS,
          items: { type: ['string', 'number', 'boolean', 'null'] },
          description: `The values of ${PLACEHOLDERS[dialect]}, in order.`,
        },
      },
      required: ['sql'],
      additionalProperties: false,
    },
    tier: own?.tier ?? (isQuery ? 'read' : 'write-broad'),
    honoursKey: own?.honoursKey ?? isQuery,
    // Time to connect besides.
    deadlineMs: own?.deadlineMs ?? config.timeoutMs + 5_000,
  };
}
