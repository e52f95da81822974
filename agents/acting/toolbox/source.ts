/**
 * What the functions of an agent file, an MCP server, an OpenAPI service, a database or a shelf of documents are to the
 * toolbox: something that lists tools and runs them. Types only. The toolbox around it does the schema check, limits,
 * switches, health and retries.
 */
import type { ProvenanceSource } from '../../observation/schema.ts';
import type { Tier } from '../tool.ts';

/** One operation as its source describes it. */
export interface SourceTool {
  /** As the source calls it; the toolbox makes the agent-wide name of it. */
  operation: string;
  description: string;
  label: string;
  /** JSON Schema of an object. The toolbox refuses a tool whose schema is broken and says so. */
  jsonSchema: Record<string, unknown>;
  tier: Tier;
  /** Absent: the toolbox's default. */
  deadlineMs?: number;
  honoursKey: boolean;
  /** Its source checks arguments with a schema of its own, of which `jsonSchema` is a picture. */
  checksItself?: boolean;
  /** Absent: the source's. */
  limits?: { perMinute?: number; atOnce?: number };
  /** Whose words its result holds; absent: the tool's. */
  informs?: ProvenanceSource[];
  /** What is wrong with arguments by what is known now; undefined: nothing. Changes nothing. Rejects when it cannot say. */
  check?: (run: SourceRun) => Promise<string | undefined>;
  /** Another operation of this source that tells whether a key's effect happened, or takes it back. */
  lookUp?: (run: SourceRun) => Promise<SourceLookUp>;
  undo?: (run: SourceRun & { result: string }) => Promise<SourceResult>;
}
export interface SourceRun {
  operation: string;
  /** Validated against `jsonSchema`. */
  input: unknown;
  callKey: string;
  userId: string;
  /** For functions, which may ask who they work for. */
  origin?: { agent: string; callId: string; timeZone: string; nowMs: number };
  /** A task reads what can change as it was when the task first read it; this names that moment. */
  snapshotId?: string;
  signal: AbortSignal;
}
export interface SourceResult {
  /** `failed`: the operation says it did not work, for good. `broken`: nobody knows (no answer, a 5xx, a lost connection). */
  outcome: 'ok' | 'failed' | 'broken';
  text: string;
  /** Surely without effect (refused before it was begun): may be tried again whatever the tool is. */
  noEffect?: boolean;
}
export type SourceLookUp = { state: 'done'; text: string } | { state: 'not-done' } | { state: 'unknown'; why: string };

export interface Source {
  readonly kind: 'function' | 'mcp' | 'openapi' | 'sql' | 'knowledge';
  readonly name: string;
  /** Connects if need be. Rejects with a sentence when the source cannot be used now. */
  list(signal: AbortSignal): Promise<SourceTool[]>;
  run(run: SourceRun): Promise<SourceResult>;
  /** Resolves when a run need not wait for a start. Never rejects. */
  ready?(): Promise<void>;
  /** For the model, as data: a database's schema, a server's description. Bounded by the source. */
  context?(): string | undefined;
  /** Called by the toolbox once; the source calls back when its list is no longer what it was. */
  onListChanged?(listener: () => void): void;
  close(): Promise<void>;
}
