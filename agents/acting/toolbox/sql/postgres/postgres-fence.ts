/**
 * What a statement may do beyond what the database's own fences (grants, a read-only transaction, one prepared
 * statement) keep it from: tables that the agent file does not list, and functions that reach out of the data. Says why
 * not. Pure.
 *
 * Tables are judged by PostgreSQL's plan, functions by every word of the statement and of the plan: refusing a column
 * that is called like a forbidden function is the price for never missing one. The grants of the role are the real fence.
 */
import { couldName, hasCodedNames } from '../names-in-sql.ts';
import type { PlanFacts } from './plan-walk.ts';
import { isListed, type NamedFunction, type Relation, type RelationBook } from './postgres-catalog.ts';

/** Volatile, and yet only a value. */
const HARMLESS = new Set([
  'random',
  'random_normal',
  'clock_timestamp',
  'timeofday',
  'gen_random_uuid',
  'uuidv4',
  'uuidv7',
]);
/** Not volatile, and yet they run SQL from text, or read files, settings and the server. */
const REACHING =
  /^(pg_(ls|read|stat_file|stat_get|current_logfile|hba|ident|show|config|backend|export|get_)|lo_|dblink|ts_stat|current_setting)|_to_xml(schema)?$|_to_xml_and_xmlschema$/;
/** What a plan prints of ordinary statements. */
const ORDINARY = new Set(['pg_catalog', 'pg_typeof', 'pg_column_size']);

export interface Judged {
  sql: string;
  planText: string;
  plan: PlanFacts;
  /** Expressions that the author of the tables had filled in; what only they call is not the model's doing. */
  defaults: string;
}

export function functionRefusal(
  { sql, planText, defaults }: Judged,
  functions: readonly NamedFunction[],
  isListRestricted: boolean,
): string | undefined {
  if (hasCodedNames(sql)) return 'Names written in code points (U&"...") are not allowed.';
  const isCalled = (name: string) => couldName(sql, name) || (couldName(planText, name) && !couldName(defaults, name));
  const found = functions.find((candidate) => isRefused(candidate, isListRestricted) && isCalled(candidate.name));
  return found && `"${found.name}" names a function that may not be used.`;
}

function isRefused(
  { name, schema, volatility, language, isTrusted }: NamedFunction,
  isListRestricted: boolean,
): boolean {
  if (HARMLESS.has(name) || ORDINARY.has(name)) return false;
  if (schema === 'pg_catalog') return volatility === 'v' || REACHING.test(name);
  if (REACHING.test(name)) return true;
  // A function of the database's own can read any table that its caller or its owner may.
  if (isListRestricted) return volatility !== 'i';
  return volatility === 'v' && !isTrusted && language !== 'internal';
}

export function tableRefusal({ sql, plan }: Judged, book: RelationBook, tables: readonly string[]): string | undefined {
  if (plan.unnamed !== undefined) return `The plan has a ${plan.unnamed} that does not say what it reads.`;
  const listed = book.relations.filter((relation) => isListed(relation, tables));
  const under = reach(
    listed.map(({ oid }) => oid),
    book,
  );
  for (const { schema, name } of plan.relations) {
    const relation = book.relations.find((known) => known.schema === schema && known.name === name);
    const refusal = `The table ${schema === '' ? '' : `${schema}.`}${name} may not be used.`;
    if (!relation || !under.has(relation.oid)) return refusal;
    if (listed.includes(relation)) continue;
    // Only through a view, or as a part of a table, that is listed: then the statement names that and not this.
    if (couldName(sql, name) || isNamedByAnother(sql, relation, book, listed)) return refusal;
  }
  return undefined;
}

/** A view that is not listed, is named, and also leads there. */
const isNamedByAnother = (sql: string, target: Relation, book: RelationBook, listed: readonly Relation[]): boolean =>
  book.relations.some(
    (other) => !listed.includes(other) && couldName(sql, other.name) && reach([other.oid], book).has(target.oid),
  );

function reach(oids: readonly number[], { parts }: RelationBook): Set<number> {
  const reached = new Set(oids);
  for (const oid of reached) for (const part of parts.get(oid) ?? []) reached.add(part);
  return reached;
}
