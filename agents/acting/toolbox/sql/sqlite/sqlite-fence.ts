/**
 * What one statement may do in a SQLite file. SQLite asks this while it compiles the statement, for every table, column
 * and function it would touch, so nothing depends on reading the SQL here, with one exception, which only ever refuses:
 * what lies under a view that may be used must not be named.
 */
import { constants } from 'node:sqlite';
import { couldName } from '../names-in-sql.ts';
import type { SqliteCatalog } from './sqlite-catalog.ts';

/** Look into the file or the program rather than into data. */
const DENIED_TABLES = /^(pragma_|dbstat$|sqlite_dbpage$|bytecode$|tables_used$|sqlite_stmt$)/;
/** Make rows of an argument. */
const VALUE_TABLES = new Set(['json_each', 'json_tree', 'jsonb_each', 'jsonb_tree', 'generate_series']);
const DENIED_FUNCTIONS = new Set([
  'load_extension',
  'fts3_tokenizer',
  'readfile',
  'writefile',
  'edit',
  'sqlite_offset',
]);

const ONLY_READING = 'Only reading is allowed here: one SELECT.';

export class SqliteFence {
  readonly #catalog: SqliteCatalog;
  readonly #sql: string;
  readonly #mayWrite: boolean;
  /** Why it was refused, for the model. */
  refusal: string | undefined;
  /** Whether it changes rows. */
  writes = false;

  constructor(catalog: SqliteCatalog, sql: string, mayWrite: boolean) {
    this.#catalog = catalog;
    this.#sql = sql;
    this.#mayWrite = mayWrite;
  }

  /** The shape of SQLite's authorizer. `inner`: the view, trigger or inner query that asks. */
  readonly decide = (
    action: number,
    first: string | null,
    second: string | null,
    database: string | null,
    inner: string | null,
  ): number => {
    const why = this.#refuse(action, first ?? '', second ?? '', database, inner?.toLowerCase());
    if (why === undefined) return constants.SQLITE_OK;
    this.refusal ??= why;
    return constants.SQLITE_DENY;
  };

  #refuse(
    action: number,
    first: string,
    second: string,
    database: string | null,
    inner: string | undefined,
  ): string | undefined {
    switch (action) {
      case constants.SQLITE_SELECT:
      case constants.SQLITE_RECURSIVE:
        return undefined;
      case constants.SQLITE_FUNCTION:
        return DENIED_FUNCTIONS.has(second.toLowerCase()) ? `The function ${second} may not be used.` : undefined;
      case constants.SQLITE_READ:
        // Counting rows asks for a table without a column, and says the name of an inner query too.
        if (second === '' && !this.#isKnown(first.toLowerCase())) return undefined;
        return this.#mayRead(first.toLowerCase(), inner) ? undefined : `The table ${first} may not be read.`;
      case constants.SQLITE_INSERT:
      case constants.SQLITE_UPDATE:
      case constants.SQLITE_DELETE:
        if (!this.#mayWrite) return 'The database may only be read here.';
        if (database !== null && database !== 'main') return `The database ${database} may not be written.`;
        this.writes = true;
        return this.#mayChange(first.toLowerCase(), inner) ? undefined : `The table ${first} may not be changed.`;
      case constants.SQLITE_PRAGMA:
        // How search tables notice that another connection wrote.
        return first.toLowerCase() === 'data_version' && second === '' ? undefined : ONLY_READING;
      default:
        return this.#mayWrite ? 'Only rows may be changed here: INSERT, UPDATE and DELETE.' : ONLY_READING;
    }
  }

  #isKnown(table: string): boolean {
    return this.#catalog.known.has(table) || table.startsWith('sqlite_') || DENIED_TABLES.test(table);
  }

  #mayRead(table: string, inner: string | undefined): boolean {
    const { allowed, under, views, triggers } = this.#catalog;
    if (DENIED_TABLES.test(table)) return false;
    if (!allowed || allowed.has(table) || VALUE_TABLES.has(table)) return true;
    if (couldName(this.#sql, table)) return false;
    // Not named, so a view or a trigger reads it: which one? An inner query of the statement can carry any name.
    if (inner !== undefined && triggers.has(inner)) return true;
    const viaForbidden = inner !== undefined && views.has(inner) && !allowed.has(inner) && couldName(this.#sql, inner);
    return under.has(table) && !viaForbidden;
  }

  #mayChange(table: string, inner: string | undefined): boolean {
    if (table.startsWith('sqlite_')) return false;
    const { allowed, under, triggers } = this.#catalog;
    if (!allowed || allowed.has(table)) return true;
    // What triggers and search tables do in their own tables is the author's doing.
    return !couldName(this.#sql, table) && (under.has(table) || (inner !== undefined && triggers.has(inner)));
  }
}
