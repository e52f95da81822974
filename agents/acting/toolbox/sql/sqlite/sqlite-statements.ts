/**
 * Statements of a model in one SQLite file: reads on a connection that cannot write, writes in a transaction of their
 * own. It waits for SQLite, however long that takes, so it runs in a process that can be ended.
 */
import { existsSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SourceResult } from '../../source.ts';
import { RowText } from '../row-text.ts';
import type { SchemaTable } from '../schema-text.ts';
import type { SqlInput } from '../sql-tools.ts';
import { readCatalog, readSchema, type SqliteCatalog, schemaVersion } from './sqlite-catalog.ts';
import { SqliteFence } from './sqlite-fence.ts';
import type { SqliteStart } from './sqlite-messages.ts';

/** How long another writer is waited for; well within the shortest time limit that makes sense. */
const BUSY_MS = 2_000;
const SQLITE_BUSY = 5;
const SQLITE_AUTH = 23;
/** One text or blob, and so what a function can blow up. */
const MAX_VALUE_BYTES = 10_000_000;

export class SqliteStatements {
  readonly #start: SqliteStart;
  readonly #reader: DatabaseSync;
  readonly #writer: DatabaseSync | undefined;
  #catalog: SqliteCatalog;

  /** Throws SQLite's error when the file is not to be used. */
  constructor(start: SqliteStart) {
    if (!existsSync(start.file)) throw new Error('there is no such file');
    this.#start = start;
    // First: a connection that may write repairs what an interrupted one left.
    this.#writer = start.access === 'write' ? open(start.file, false) : undefined;
    this.#reader = open(start.file, true);
    this.#catalog = readCatalog(this.#reader, start.tables);
  }

  schema(): SchemaTable[] {
    return readSchema(this.#reader, this.#catalog.allowed);
  }

  query({ sql, parameters }: SqlInput): SourceResult {
    const fence = this.#fence(sql, false);
    try {
      const statement = prepared(this.#reader, sql, fence);
      if (statement.columns().length === 0) return refused('A query gives rows: one SELECT.');
      return { outcome: 'ok', text: rowsOf(statement, parameters, this.#start.maxRows, false) };
    } catch (error) {
      return failure(error, fence);
    } finally {
      this.#reader.setAuthorizer(null);
    }
  }

  execute({ sql, parameters }: SqlInput): SourceResult {
    const writer = this.#writer;
    if (!writer) return refused('The database may only be read here.');
    const fence = this.#fence(sql, true);
    try {
      writer.exec('BEGIN IMMEDIATE');
      const statement = prepared(writer, sql, fence);
      if (!fence.writes) {
        rollBack(writer);
        return refused('This changes nothing: execute takes one INSERT, UPDATE or DELETE, and query takes a SELECT.');
      }
      const rows = rowsOf(statement, parameters, this.#start.maxRows, true);
      writer.setAuthorizer(null);
      const changed = Number(writer.prepare('SELECT changes() AS n').get()?.n);
      const hasRows = statement.columns().length > 0;
      writer.exec('COMMIT');
      return { outcome: 'ok', text: hasRows ? `{"changed":${changed},"returned":${rows}}` : `{"changed":${changed}}` };
    } catch (error) {
      rollBack(writer);
      return failure(error, fence);
    }
  }

  #fence(sql: string, mayWrite: boolean): SqliteFence {
    if (schemaVersion(this.#reader) !== this.#catalog.version) {
      this.#catalog = readCatalog(this.#reader, this.#start.tables);
    }
    return new SqliteFence(this.#catalog, sql, mayWrite);
  }
}

function open(file: string, readOnly: boolean): DatabaseSync {
  const database = new DatabaseSync(file, {
    readOnly,
    timeout: BUSY_MS,
    allowExtension: false,
    enableForeignKeyConstraints: true,
    limits: { length: MAX_VALUE_BYTES, attach: 0, likePatternLength: 1_000, triggerDepth: 50 },
  });
  database.enableDefensive(true);
  // Views and triggers of a file that came from elsewhere may not use functions with effects.
  database.exec('PRAGMA trusted_schema = OFF');
  if (readOnly) database.exec('PRAGMA query_only = ON');
  return database;
}

/** Throws what SQLite or the fence has against it, or that there is a second statement. */
function prepared(database: DatabaseSync, sql: string, fence: SqliteFence): StatementSync {
  database.setAuthorizer(fence.decide);
  const statement = database.prepare(sql, { returnArrays: true, readBigInts: true });
  // SQLite compiles the first statement and leaves the rest alone; running half of what was asked would mislead.
  const rest = sql.slice(statement.sourceSQL.length).replace(/--[^\n]*|\/\*[\s\S]*?(\*\/|$)|[\s;]/g, '');
  if (rest !== '') throw new Refusal('One statement at a time: nothing was run.');
  return statement;
}

class Refusal extends Error {
  override readonly name = 'Refusal';
}

function rowsOf(
  statement: StatementSync,
  parameters: SqlInput['parameters'],
  maxRows: number,
  toTheEnd: boolean,
): string {
  const columns = statement.columns().map(({ name, type }) => ({ name, type: type?.toLowerCase() ?? undefined }));
  const rows = new RowText(maxRows);
  const values: SQLInputValue[] = parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value));
  for (const row of statement.iterate(...values)) if (!rows.add(Object.values(row)) && !toTheEnd) break;
  return rows.text(columns);
}

function rollBack(database: DatabaseSync): void {
  database.setAuthorizer(null);
  if (database.isTransaction) database.exec('ROLLBACK');
}

const refused = (text: string): SourceResult => ({ outcome: 'failed', text, noEffect: true });

function failure(error: unknown, fence: SqliteFence): SourceResult {
  if (error instanceof Refusal) return refused(error.message);
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (code === SQLITE_BUSY) {
    return { outcome: 'broken', text: 'Another program was writing to the database all the time.', noEffect: true };
  }
  if (fence.refusal !== undefined && (code === SQLITE_AUTH || /not authorized|prohibited/.test(message))) {
    return refused(fence.refusal);
  }
  return refused(`SQLite says: ${message.replace(/[.?!]$/, '')}.`);
}
