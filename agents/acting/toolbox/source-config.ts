/**
 * What an agent file says of the services it may use. Credentials are named, never written: `...Env` is the name of an
 * environment variable that the tool-worker reads. Strict: a misspelt field would be a rule that is not kept. Pure.
 */
import { z } from 'zod';
import { tier } from './toolbox-api.ts';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,23}$/, 'is lower case letters, digits and underscores, starts with a letter, at most 24');
const envName = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'is the name of an environment variable');

const base = {
  name,
  /** Only these operations; absent: all. `*` at the end matches any rest. */
  include: z.array(z.string().min(1)).optional(),
  exclude: z.array(z.string().min(1)).optional(),
  /** What the agent's author knows better than the source: by operation. */
  operations: z
    .record(
      z.string(),
      z.strictObject({
        tier: tier.optional(),
        honoursKey: z.boolean().optional(),
        label: z.string().min(1).max(80).optional(),
        deadlineMs: z.number().int().min(100).max(120_000).optional(),
        /** Operation that tells whether an effect happened, and the one that takes it back; both are given the key. */
        lookUp: z.string().optional(),
        undo: z.string().optional(),
      }),
    )
    .default({}),
  limits: z
    .strictObject({
      perMinute: z.number().int().min(1).optional(),
      atOnce: z.number().int().min(1).max(50).optional(),
    })
    .default({}),
};

export const sourceConfig = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('mcp'),
    ...base,
    /** Exactly one of `url` (streamable HTTP) and `command` (stdio). */
    url: z.url({ protocol: /^https?$/ }).optional(),
    command: z.array(z.string().min(1)).min(1).optional(),
    /** Environment variables the command may see, besides PATH and HOME. */
    passEnv: z.array(envName).default([]),
    bearerEnv: envName.optional(),
    /** A server's own annotations are believed only when it is trusted; else every tool is a broad write. */
    trusted: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('openapi'),
    ...base,
    /** File (relative to the catalog) or URL of the OpenAPI 3.x document, JSON or YAML. */
    document: z.string().min(1),
    /** Absent: the document's first server. */
    baseUrl: z.url({ protocol: /^https?$/ }).optional(),
    auth: z
      .discriminatedUnion('scheme', [
        z.strictObject({ scheme: z.literal('bearer'), tokenEnv: envName }),
        z.strictObject({ scheme: z.literal('header'), header: z.string().min(1), valueEnv: envName }),
        z.strictObject({ scheme: z.literal('query'), parameter: z.string().min(1), valueEnv: envName }),
        z.strictObject({ scheme: z.literal('basic'), userEnv: envName, passwordEnv: envName }),
      ])
      .optional(),
    /** The header that carries the idempotency key, for a service that honours one; absent: none does. */
    keyHeader: z.string().min(1).optional(),
  }),
  z.strictObject({
    kind: z.literal('sql'),
    ...base,
    /** Names the variable with a `postgres://` URL or a SQLite file. */
    urlEnv: envName.optional(),
    /** A SQLite file, relative to the catalog. */
    file: z.string().min(1).optional(),
    access: z.enum(['read', 'write']).default('read'),
    tables: z.array(z.string().min(1)).optional(),
    maxRows: z.number().int().min(1).max(1_000).default(50),
    timeoutMs: z.number().int().min(100).max(60_000).default(5_000),
  }),
  z.strictObject({
    kind: z.literal('knowledge'),
    ...base,
    /** Folders, relative to the catalog, and web addresses, taken in when the tool-worker starts and when they change. */
    folders: z.array(z.string().min(1)).default([]),
    urls: z.array(z.url({ protocol: /^https?$/ })).default([]),
  }),
]);
export type SourceConfig = z.output<typeof sourceConfig>;
export type SourceConfigOf<K extends SourceConfig['kind']> = Extract<SourceConfig, { kind: K }>;
