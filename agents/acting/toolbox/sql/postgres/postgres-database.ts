/**
 * A PostgreSQL database as a database of tools. Reads run through a cursor in a read-only transaction that is always
 * rolled back; writes are one statement in one transaction. Every statement is looked at by PostgreSQL's planner first.
 */
import type { FieldDef } from 'pg';
import type { SourceResult } from '../../source.ts';
import type { Database, DatabaseLimits } from '../database.ts';
import { wordsOf } from '../names-in-sql.ts';
import { RowText } from '../row-text.ts';
import type { SqlInput } from '../sql-tools.ts';
import { planFacts } from './plan-walk.ts';
import { defaultsOf, functionsNamed, readRelations, readSchema } from './postgres-catalog.ts';
import { failureOf, Refusal } from './postgres-failure.ts';
import { functionRefusal, type Judged, tableRefusal } from './postgres-fence.ts';
import { type PostgresSession, withSession } from './postgres-session.ts';

/** Connecting and looking at the statement come on top of the statement's own time. */
const MORE_MS = 6_000;
const SCHEMA_MS = 15_000;
const FETCH_ROWS = 20;
const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

export function openPostgres(url: string, name: string, limits: DatabaseLimits): Database {
  const begin = (mode: 'READ ONLY' | 'READ WRITE', timeMs: number) =>
    `BEGIN TRANSACTION ${mode}; SET LOCAL default_transaction_read_only = ${mode === 'READ ONLY' ? 'on' : 'off'};
     SET LOCAL statement_timeout = ${timeMs}; SET LOCAL lock_timeout = ${Math.min(timeMs, 2_000)};
     SET LOCAL idle_in_transaction_session_timeout = ${timeMs + MORE_MS}`;
  const session = <T>(signal: AbortSignal, use: (session: PostgresSession) => Promise<T>) =>
    withSession(url, { deadlineMs: limits.timeoutMs + MORE_MS, signal }, use);

  return {
    dialect: 'postgres',
    async schema(signal) {
      try {
        return await withSession(url, { deadlineMs: SCHEMA_MS, signal }, async (open) => {
          await open.script(begin('READ ONLY', SCHEMA_MS));
          return readSchema(open, limits.tables);
        });
      } catch (error) {
        throw new Error(failureOf(error, name, SCHEMA_MS, false).text, { cause: error });
      }
    },
    async query(input, signal) {
      try {
        return await session(signal, async (open) => {
          await open.script(begin('READ ONLY', limits.timeoutMs));
          await judge(open, input, limits.tables, 'read');
          return { outcome: 'ok', text: await readRows(open, input, limits.maxRows) };
        });
      } catch (error) {
        return failureOf(error, name, limits.timeoutMs, false);
      }
    },
    async execute(input, signal) {
      let isCommitting = false;
      try {
        return await session(signal, async (open): Promise<SourceResult> => {
          await open.script(begin('READ WRITE', limits.timeoutMs));
          await judge(open, input, limits.tables, 'change');
          const done = await open.run(input.sql, input.parameters);
          // Also a new table made by "WITH ... SELECT ... INTO", which the plan does not tell from a read.
          if (!CHANGES.has(done.command)) throw new Refusal(NO_CHANGE);
          const rows = new RowText(limits.maxRows);
          for (const row of done.rows) if (!rows.add(row)) break;
          const returned = done.fields.length > 0 ? rows.text(await columnsOf(open, done.fields)) : undefined;
          isCommitting = true;
          await open.script('COMMIT');
          return {
            outcome: 'ok',
            text: `{"changed":${done.rowCount ?? 0}${returned ? `,"returned":${returned}` : ''}}`,
          };
        });
      } catch (error) {
        return failureOf(error, name, limits.timeoutMs, isCommitting);
      }
    },
    close: () => Promise.resolve(),
  };
}

const NO_READ = 'A query may only read, and this changes rows.';
const NO_CHANGE =
  'This is no plain change of rows: execute takes one INSERT, UPDATE, DELETE or MERGE (with RETURNING), and query takes a SELECT.';

/** The plan's view of the statement, or a Refusal. Statements that have no plan (DDL, COPY, SET, DO) are refused by it. */
async function judge(
  open: PostgresSession,
  { sql, parameters }: SqlInput,
  tables: readonly string[] | undefined,
  mode: 'read' | 'change',
): Promise<void> {
  const explained = await open.run(`EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) ${sql}`, parameters);
  const planned: unknown = explained.rows[0]?.[0];
  const plan = planFacts(planned);
  if (plan.modifies !== (mode === 'change')) throw new Refusal(mode === 'change' ? NO_CHANGE : NO_READ);
  const planText = JSON.stringify(planned);
  const defaults = mode === 'change' ? await defaultsOf(open, plan.relations) : '';
  const judged: Judged = { sql, planText, plan, defaults };
  const words = [...new Set([...wordsOf(sql), ...wordsOf(planText)])];
  const refusal =
    functionRefusal(judged, await functionsNamed(open, words), tables !== undefined) ??
    (tables === undefined ? undefined : tableRefusal(judged, await readRelations(open), tables));
  if (refusal !== undefined) throw new Refusal(refusal);
}

async function readRows(open: PostgresSession, { sql, parameters }: SqlInput, maxRows: number): Promise<string> {
  // A cursor takes only what gives rows and changes nothing.
  await open.run(`DECLARE parley_rows NO SCROLL CURSOR FOR ${sql}`, parameters);
  const rows = new RowText(maxRows);
  for (;;) {
    const batch = await open.run(`FETCH FORWARD ${Math.min(FETCH_ROWS, maxRows + 1)} FROM parley_rows`);
    const isFull = batch.rows.some((row) => !rows.add(row));
    if (isFull || batch.rows.length === 0) return rows.text(await columnsOf(open, batch.fields));
  }
}

async function columnsOf(open: PostgresSession, fields: readonly FieldDef[]) {
  const { rows } = await open.run('SELECT t::int8, pg_catalog.format_type(t, NULL) FROM unnest($1::oid[]) AS t', [
    [...new Set(fields.map(({ dataTypeID }) => dataTypeID))],
  ]);
  const types = new Map(rows as [number, string][]);
  return fields.map(({ name, dataTypeID }) => ({ name, type: types.get(dataTypeID) }));
}
