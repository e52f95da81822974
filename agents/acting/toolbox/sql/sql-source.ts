/**
 * A database as tools: `query`, which the database itself keeps from writing, and `execute` where the agent's author
 * allows it. Its schema is context for the model. The database's address stays in this process.
 */
import { resolve } from 'node:path';
import type { Source, SourceRun } from '../source.ts';
import type { SourceConfigOf } from '../source-config.ts';
import type { Database, DatabaseLimits } from './database.ts';
import { openPostgres } from './postgres/postgres-database.ts';
import { schemaText } from './schema-text.ts';
import { sqlInput, sqlTools } from './sql-tools.ts';
import { openSqlite } from './sqlite/sqlite-database.ts';

type Config = SourceConfigOf<'sql'>;

export interface SqlDeps {
  env(name: string): string | undefined;
  /** Files of the agent are relative to it. */
  catalogDir: string;
  log: { warn(fields: Record<string, unknown>, message: string): void };
}

export function openSqlSource(config: Config, deps: SqlDeps): Source {
  const limits: DatabaseLimits = { ...config, tables: config.tables };
  let database: Database | undefined;
  let context: string | undefined;

  /** Opened when it is first needed, so that what is missing is said then and the rest of the agent works. */
  function opened(): Database {
    database ??= openAt(placeOf(config, deps), config.name, limits);
    return database;
  }

  return {
    kind: 'sql',
    name: config.name,
    async list(signal) {
      const tables = await opened().schema(signal);
      const found = new Set(tables.flatMap(({ name }) => [name, name.slice(name.indexOf('.') + 1)]));
      for (const table of config.tables ?? []) {
        if (!found.has(table)) deps.log.warn({ source: config.name, table }, 'a table of the agent file is not there');
      }
      context = schemaText(config.name, opened().dialect === 'postgres' ? 'PostgreSQL' : 'SQLite', tables);
      return sqlTools(config, opened().dialect);
    },
    run: (run) => runOn(opened, config, run),
    context: () => context,
    async close() {
      await database?.close();
      database = undefined;
    },
  };
}

async function runOn(opened: () => Database, config: Config, run: SourceRun) {
  const refused = (text: string) => ({ outcome: 'failed' as const, text, noEffect: true });
  const input = sqlInput.safeParse(run.input);
  if (!input.success) return refused(`The arguments of ${run.operation} are not usable: ${input.error.message}`);
  try {
    if (run.operation === 'query') return await opened().query(input.data, run.signal);
    if (run.operation !== 'execute') return refused(`${config.name} has no operation "${run.operation}".`);
    if (config.access !== 'write') return refused(`${config.name} may only be read.`);
    return await opened().execute(input.data, run.signal);
  } catch (error) {
    // Only opening throws: what runs says its outcome.
    return { outcome: 'broken' as const, text: error instanceof Error ? error.message : String(error), noEffect: true };
  }
}

function placeOf(config: Config, deps: SqlDeps): string {
  if ((config.urlEnv === undefined) === (config.file === undefined)) {
    throw new Error(`The database ${config.name} needs exactly one of urlEnv and file in the agent file.`);
  }
  if (config.file !== undefined) return resolve(deps.catalogDir, config.file);
  const place = deps.env(config.urlEnv ?? '')?.trim();
  if (!place) throw new Error(`${config.name} needs the environment variable ${config.urlEnv}, which is not set.`);
  if (/^postgres(ql)?:\/\//i.test(place)) return place;
  const file = place.replace(/^(sqlite|file):(\/\/(?=\/))?/i, '');
  // The value may hold a password: it is not said.
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(file)) {
    throw new Error(`${config.urlEnv} names no database that is known: postgres:// addresses and SQLite files are.`);
  }
  return resolve(deps.catalogDir, file);
}

const openAt = (place: string, name: string, limits: DatabaseLimits): Database =>
  /^postgres(ql)?:\/\//i.test(place) ? openPostgres(place, name, limits) : openSqlite(place, name, limits);
