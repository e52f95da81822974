/** What both kinds of database are to the source of tools. Types only. */
import type { SourceResult } from '../source.ts';
import type { SchemaTable } from './schema-text.ts';
import type { Dialect, SqlInput } from './sql-tools.ts';

export interface Database {
  readonly dialect: Dialect;
  /** What may be used of it. Rejects with a sentence when it cannot be reached. */
  schema(signal: AbortSignal): Promise<SchemaTable[]>;
  /** These never reject: what went wrong is in the result. */
  query(input: SqlInput, signal: AbortSignal): Promise<SourceResult>;
  execute(input: SqlInput, signal: AbortSignal): Promise<SourceResult>;
  close(): Promise<void>;
}

export interface DatabaseLimits {
  access: 'read' | 'write';
  /** Undefined: all that the database itself allows. */
  tables: readonly string[] | undefined;
  maxRows: number;
  timeoutMs: number;
}
