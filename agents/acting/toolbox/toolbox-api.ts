/**
 * The toolbox on the wire: the tool-worker runs the functions of agent files and the tools of MCP servers, OpenAPI
 * services, databases and documents, and serves them under `/tools`; hosts and the task engine are its clients.
 * Credentials never cross this wire.
 * Pure: zod schemas only.
 */
import { z } from 'zod';
import { provenance } from '../../observation/schema.ts';

export const tier = z.enum(['read', 'write-constrained', 'write-broad']);

/** `function`: the functions of one agent file, which keep their own names. */
const sourceKind = z.enum(['function', 'mcp', 'openapi', 'sql', 'knowledge']);

/** `POST /tools/list` */
export const listRequest = z.object({ agent: z.string().min(1) });
export const toolDescription = z.object({
  /** `<source>_<operation>`, of a function its own name; at most 64 of letters, digits, `_` and `-`; unique in the agent. */
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
  source: z.object({ kind: sourceKind, name: z.string() }),
  description: z.string(),
  /** For people: what the page shows while it runs. */
  label: z.string(),
  /** JSON Schema of the arguments, an object. */
  jsonSchema: z.record(z.string(), z.unknown()),
  tier,
  deadlineMs: z.number().positive(),
  honoursKey: z.boolean(),
  /** Whose words its result holds; absent: the tool's. */
  informs: z.array(provenance.shape.source).optional(),
  canUndo: z.boolean(),
  canLookUp: z.boolean(),
});
export type ToolDescription = z.infer<typeof toolDescription>;
export const sourceState = z.object({
  kind: sourceKind,
  name: z.string(),
  state: z.enum(['up', 'down', 'off']),
  /** Sentences: why it is not up, or what of it is left out. */
  problem: z.string().optional(),
  /** What a model should know to use it (a database's schema, a server's own instructions): data, not instructions. */
  context: z.string().optional(),
});
export type SourceState = z.infer<typeof sourceState>;
export const listResponse = z.object({ tools: z.array(toolDescription), sources: z.array(sourceState) });
export type ListResponse = z.infer<typeof listResponse>;

export const MAX_DEADLINE_MS = 600_000;
/** `POST /tools/run`, `/tools/check`, `/tools/look-up`, `/tools/undo` (which carries `result`). Closing the connection aborts the run. */
export const runRequest = z.object({
  agent: z.string().min(1),
  tool: z.string().min(1),
  /** The validated arguments; the toolbox validates them again. */
  input: z.unknown(),
  callKey: z.string().min(1),
  /** For the record and for rate limits. */
  callId: z.string(),
  userId: z.string(),
  /** What can change is read as it was when this name was first used; absent: as it is. */
  snapshotId: z.string().max(200).optional(),
  /** What a function is told of the call's clock; absent: UTC and now. */
  timeZone: z.string().optional(),
  nowMs: z.number().optional(),
  deadlineMs: z.number().positive().max(MAX_DEADLINE_MS),
  result: z.string().optional(),
});
export type RunRequest = z.infer<typeof runRequest>;
export const runResponse = z.object({
  outcome: z.enum(['ok', 'error', 'unknown']),
  /** For the model, bounded. */
  text: z.string(),
  /** How often it was tried; 0: it was refused. */
  attempts: z.number().int().nonnegative(),
  /** An error that another try later may not meet. */
  retryable: z.boolean().default(false),
});
export type RunResponse = z.infer<typeof runResponse>;
/** `POST /tools/check`: what is wrong with the arguments by what is known now; absent: nothing, or nobody can say. */
export const checkResponse = z.object({ problem: z.string().optional() });
export type CheckResponse = z.infer<typeof checkResponse>;
export const lookUpResponse = z.discriminatedUnion('state', [
  z.object({ state: z.literal('done'), text: z.string() }),
  z.object({ state: z.literal('not-done') }),
  z.object({ state: z.literal('unknown'), why: z.string() }),
]);

/**
 * `POST /tools/health`: of every tool that ran and every source. A `switch` is an operator's: `tool` or `source` names
 * it, and what is off is refused at once, also in the middle of a call; what runs is aborted.
 */
export const killSwitch = z.object({
  kind: z.enum(['tool', 'source', 'tier']),
  name: z.string().min(1),
  off: z.boolean(),
  by: z.string(),
  reason: z.string().max(300),
  atMs: z.number(),
});
export type KillSwitch = z.infer<typeof killSwitch>;
export const toolHealth = z.object({
  tool: z.string(),
  runs: z.number().int(),
  failures: z.number().int(),
  breaker: z.enum(['closed', 'open', 'half-open']),
  p95Ms: z.number().optional(),
  lastProblem: z.string().optional(),
});
export type ToolHealth = z.infer<typeof toolHealth>;
export const healthResponse = z.object({
  tools: z.array(toolHealth),
  sources: z.array(sourceState),
  switches: z.array(killSwitch),
});
export type HealthResponse = z.infer<typeof healthResponse>;

/** `POST /tools/switches`, cheap enough to be asked every other second. */
export const switchesResponse = z.object({
  switches: z.array(killSwitch),
  /** Another number: some agent's list of tools, or a source's state, is no longer what it was. */
  listVersion: z.number().int(),
});
export type SwitchesResponse = z.infer<typeof switchesResponse>;
/** `POST /tools/switch` sets one; answers with it as it is now. */
export const setSwitchRequest = killSwitch.omit({ atMs: true });
export type SetSwitchRequest = z.infer<typeof setSwitchRequest>;
