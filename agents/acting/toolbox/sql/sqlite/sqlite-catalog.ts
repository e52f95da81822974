/** What is in a SQLite file: tables, views, triggers, and what lies under the ones that may be used. Reads only. */
import { constants, type DatabaseSync } from 'node:sqlite';
import type { SchemaColumn, SchemaTable } from '../schema-text.ts';

export interface SqliteCatalog {
  version: number;
  /** In lower case, as SQLite compares them. */
  views: ReadonlySet<string>;
  triggers: ReadonlySet<string>;
  /** Undefined: all. */
  allowed: ReadonlySet<string> | undefined;
  /** Not allowed by themselves, but behind those that are: of views, of search tables, by foreign keys. */
  under: ReadonlySet<string>;
  /** Every name that means something in the file by itself; any other is an inner query's. */
  known: ReadonlySet<string>;
}

const MAX_TABLES = 500;

export const schemaVersion = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA schema_version').get()?.schema_version);

/** Only while no authorizer is set. */
export function readCatalog(database: DatabaseSync, tables: readonly string[] | undefined): SqliteCatalog {
  const named = (type: string) =>
    new Set(
      database
        .prepare('SELECT name FROM sqlite_schema WHERE type = ?')
        .all(type)
        .map((row) => String(row.name).toLowerCase()),
    );
  const views = named('view');
  const allowed = tables && new Set(tables.map((name) => name.toLowerCase()));
  const under = new Set<string>();
  for (const name of allowed ?? []) {
    if (views.has(name)) for (const read of tablesUnder(database, name)) if (!allowed?.has(read)) under.add(read);
    for (const shadow of shadowsOf(database, name)) under.add(shadow);
  }
  for (const [from, to] of allowed ? foreignKeys(database) : []) {
    // Checking a key looks into the other table, and deleting may cascade into it.
    if (allowed?.has(from) && !allowed.has(to)) under.add(to);
    if (allowed?.has(to) && !allowed.has(from)) under.add(from);
  }
  return {
    version: schemaVersion(database),
    views,
    triggers: named('trigger'),
    allowed,
    under,
    known: knownNames(database),
  };
}

/** SQLite itself says what it would read. */
function tablesUnder(database: DatabaseSync, view: string): Set<string> {
  const reads = new Set<string>();
  database.setAuthorizer((action, table) => {
    if (action === constants.SQLITE_READ && table) reads.add(table.toLowerCase());
    return constants.SQLITE_OK;
  });
  try {
    database.prepare(`SELECT * FROM ${quoted(view)}`);
  } catch {
    // A view of something that is gone: nothing is under it, and using it fails with SQLite's own sentence.
  } finally {
    database.setAuthorizer(null);
  }
  reads.delete(view);
  return reads;
}

const foreignKeys = (database: DatabaseSync): [string, string][] =>
  database
    .prepare(
      `SELECT lower(t.name) AS one, lower(f."table") AS other FROM pragma_table_list AS t, pragma_foreign_key_list(t.name) AS f
        WHERE t.schema = 'main' AND t.type = 'table'`,
    )
    .all()
    .map((row) => [String(row.one), String(row.other)]);

const knownNames = (database: DatabaseSync): Set<string> =>
  new Set(
    database
      .prepare('SELECT lower(name) AS name FROM pragma_table_list UNION SELECT lower(name) FROM pragma_module_list')
      .all()
      .map((row) => String(row.name)),
  );

const shadowsOf = (database: DatabaseSync, name: string): string[] =>
  database
    .prepare("SELECT lower(name) AS name FROM pragma_table_list WHERE type = 'shadow' AND schema = 'main'")
    .all()
    .map((row) => String(row.name))
    .filter((shadow) => shadow.startsWith(`${name}_`));

export function readSchema(database: DatabaseSync, allowed: ReadonlySet<string> | undefined): SchemaTable[] {
  const rows = database
    .prepare(
      "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name LIMIT ?",
    )
    .all(MAX_TABLES)
    .map((row) => ({ name: String(row.name), kind: row.type === 'view' ? ('view' as const) : ('table' as const) }))
    .filter(({ name }) => allowed === undefined || allowed.has(name.toLowerCase()));
  const estimates = readEstimates(database);
  return rows.map(({ name, kind }) => {
    const estimate = estimates.get(name.toLowerCase());
    return { name, kind, columns: readColumns(database, name), ...(estimate === undefined ? {} : { rows: estimate }) };
  });
}

function readColumns(database: DatabaseSync, table: string): SchemaColumn[] {
  const references = new Map(
    database
      .prepare('SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)')
      .all(table)
      .map((row) => [String(row.from), `${String(row.table)}${row.to ? `.${String(row.to)}` : ''}`]),
  );
  return database
    .prepare('SELECT name, type, pk FROM pragma_table_info(?)')
    .all(table)
    .map((row) => {
      const name = String(row.name);
      const to = references.get(name);
      const column = { name, type: String(row.type).toLowerCase() || 'any', isKey: Number(row.pk) > 0 };
      return to === undefined ? column : { ...column, references: to };
    });
}

/** From the last ANALYZE, if there was one; counting could take long. */
function readEstimates(database: DatabaseSync): Map<string, number> {
  const hasStatistics = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").get();
  if (!hasStatistics) return new Map();
  return new Map(
    database
      .prepare('SELECT tbl, max(CAST(stat AS INTEGER)) AS n FROM sqlite_stat1 GROUP BY tbl')
      .all()
      .map((row) => [String(row.tbl).toLowerCase(), Number(row.n)]),
  );
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
