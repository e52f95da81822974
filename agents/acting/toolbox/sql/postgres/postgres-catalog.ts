/** What PostgreSQL's catalog says: relations that may be used, what is under them, columns, functions. Reads only. */
import type { SchemaColumn, SchemaTable } from '../schema-text.ts';
import type { PostgresSession } from './postgres-session.ts';

export interface Relation {
  oid: number;
  schema: string;
  name: string;
  isView: boolean;
  /** Found without its schema. */
  isVisible: boolean;
}
export interface RelationBook {
  /** Of the users, not of the system. */
  relations: readonly Relation[];
  /** What a view reads, and what a partitioned table consists of, by oid. */
  parts: ReadonlyMap<number, readonly number[]>;
}
export interface NamedFunction {
  name: string;
  schema: string;
  volatility: 'i' | 's' | 'v';
  language: string;
  isTrusted: boolean;
}

const MAX_RELATIONS = 20_000;
const MAX_TABLES = 300;

export async function readRelations(session: PostgresSession): Promise<RelationBook> {
  const found = await session.run(
    `SELECT c.oid::int8, n.nspname, c.relname, c.relkind IN ('v', 'm'), pg_table_is_visible(c.oid)
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      ORDER BY 2, 3 LIMIT ${MAX_RELATIONS}`,
  );
  const edges = await session.run(
    `SELECT r.ev_class::int8, d.refobjid::int8 FROM pg_catalog.pg_rewrite r
       JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
      WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.ev_class
      UNION SELECT inhparent::int8, inhrelid::int8 FROM pg_catalog.pg_inherits`,
  );
  const parts = new Map<number, number[]>();
  for (const [whole, part] of edges.rows as [number, number][]) {
    const list = parts.get(whole) ?? [];
    list.push(part);
    parts.set(whole, list);
  }
  const relations = (found.rows as [number, string, string, boolean, boolean][]).map(
    ([oid, schema, name, isView, isVisible]) => ({ oid, schema, name, isView, isVisible }),
  );
  return { relations, parts };
}

/** `shop.orders`, or `orders` where the search path finds it. */
export const isListed = ({ schema, name, isVisible }: Relation, tables: readonly string[]): boolean =>
  tables.includes(`${schema}.${name}`) || (isVisible && tables.includes(name));

/** Every function that one of the words could be, and those whose names are no words. */
export async function functionsNamed(session: PostgresSession, words: readonly string[]): Promise<NamedFunction[]> {
  const { rows } = await session.run(
    `SELECT DISTINCT p.proname, n.nspname, p.provolatile::text, l.lanname, l.lanpltrusted
       FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
       JOIN pg_catalog.pg_language l ON l.oid = p.prolang
      WHERE lower(p.proname) = ANY($1::text[]) OR p.proname !~ '^[[:alpha:]_][[:alnum:]_$]*$'`,
    [words],
  );
  return (rows as [string, string, NamedFunction['volatility'], string, boolean][]).map(
    ([name, schema, volatility, language, isTrusted]) => ({ name, schema, volatility, language, isTrusted }),
  );
}

/** What columns of these tables are filled with when nothing is given, as SQL. */
export async function defaultsOf(
  session: PostgresSession,
  tables: readonly { schema: string; name: string }[],
): Promise<string> {
  const { rows } = await session.run(
    `SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d
       JOIN pg_catalog.pg_class c ON c.oid = d.adrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       JOIN unnest($1::text[], $2::text[]) AS t(nspname, relname) ON t.nspname = n.nspname AND t.relname = c.relname`,
    [tables.map(({ schema }) => schema), tables.map(({ name }) => name)],
  );
  return rows.map(([expression]) => String(expression)).join('\n');
}

export async function readSchema(
  session: PostgresSession,
  tables: readonly string[] | undefined,
): Promise<SchemaTable[]> {
  const { relations } = await readRelations(session);
  const wanted = relations.filter((relation) => tables === undefined || isListed(relation, tables));
  const oids = wanted.slice(0, MAX_TABLES).map(({ oid }) => oid);
  const facts = await session.run(
    `SELECT c.oid::int8, c.reltuples::float8 FROM pg_catalog.pg_class c
      WHERE c.oid = ANY($1::oid[]) AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
        AND pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE')`,
    [oids],
  );
  const estimates = new Map(facts.rows as [number, number][]);
  const columns = await readColumns(session, oids);
  return wanted
    .filter(({ oid }) => estimates.has(oid))
    .map(({ oid, schema, name, isView, isVisible }) => {
      const estimate = estimates.get(oid) ?? -1;
      return {
        name: isVisible ? name : `${schema}.${name}`,
        kind: isView ? ('view' as const) : ('table' as const),
        columns: columns.get(oid) ?? [],
        // -1: never counted.
        ...(estimate < 0 || isView ? {} : { rows: Math.round(estimate) }),
      };
    });
}

async function readColumns(session: PostgresSession, oids: readonly number[]): Promise<Map<number, SchemaColumn[]>> {
  const { rows } = await session.run(
    `SELECT a.attrelid::int8, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
            EXISTS (SELECT 1 FROM pg_catalog.pg_index i
                     WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY(i.indkey)),
            (SELECT f.confrelid::regclass::text || '.' || t.attname
               FROM pg_catalog.pg_constraint f
               JOIN pg_catalog.pg_attribute t ON t.attrelid = f.confrelid AND t.attnum = f.confkey[1]
              WHERE f.contype = 'f' AND f.conrelid = a.attrelid AND f.conkey = ARRAY[a.attnum] LIMIT 1)
       FROM pg_catalog.pg_attribute a
      WHERE a.attrelid = ANY($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
        AND pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')
      ORDER BY a.attrelid, a.attnum`,
    [oids],
  );
  const columns = new Map<number, SchemaColumn[]>();
  for (const [oid, name, type, isKey, references] of rows as [number, string, string, boolean, string | null][]) {
    const list = columns.get(oid) ?? [];
    list.push(references === null ? { name, type, isKey } : { name, type, isKey, references });
    columns.set(oid, list);
  }
  return columns;
}
