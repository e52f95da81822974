/** What the program that holds a SQLite file is told and says. Types only. */
import type { SourceResult } from '../../source.ts';
import type { SchemaTable } from '../schema-text.ts';
import type { SqlInput } from '../sql-tools.ts';

/** Its one argument, as JSON. */
export interface SqliteStart {
  file: string;
  name: string;
  access: 'read' | 'write';
  tables?: readonly string[];
  maxRows: number;
}
export type SqliteRequest = { kind: 'schema' } | { kind: 'query' | 'execute'; input: SqlInput };
export type SqliteReply =
  | { kind: 'ready' }
  | { kind: 'schema'; tables: SchemaTable[] }
  | { kind: 'result'; result: SourceResult }
  /** It cannot be opened, or its schema cannot be read. */
  | { kind: 'unusable'; why: string };
