/** A SQLite file as a database of tools: says what became of each request to the program that holds the file. */
import { basename } from 'node:path';
import type { SourceResult } from '../../source.ts';
import type { Database, DatabaseLimits } from '../database.ts';
import { type Asked, SqliteChild } from './sqlite-child.ts';

const SCHEMA_MS = 10_000;

export function openSqlite(file: string, name: string, limits: DatabaseLimits): Database {
  const { access, tables, maxRows, timeoutMs } = limits;
  const child = new SqliteChild({ file, name, access, maxRows, ...(tables ? { tables } : {}) });
  return {
    dialect: 'sqlite',
    async schema(signal) {
      const asked = await child.ask({ kind: 'schema' }, SCHEMA_MS, signal);
      if (asked.kind === 'schema') return asked.tables;
      throw new Error(sentence(asked, name, file, SCHEMA_MS));
    },
    async query(input, signal) {
      return resultOf(await child.ask({ kind: 'query', input }, timeoutMs, signal), name, file, timeoutMs, false);
    },
    async execute(input, signal) {
      return resultOf(await child.ask({ kind: 'execute', input }, timeoutMs, signal), name, file, timeoutMs, true);
    },
    close: () => child.close(),
  };
}

function resultOf(asked: Asked, name: string, file: string, limitMs: number, writes: boolean): SourceResult {
  if (asked.kind === 'result') return asked.result;
  const text = sentence(asked, name, file, limitMs);
  // Killed in the middle of a write: the transaction was either done or will be rolled back, and nobody knows which.
  if (writes && ['too-long', 'aborted', 'lost'].includes(asked.kind)) return { outcome: 'broken', text };
  return { outcome: asked.kind === 'too-long' ? 'failed' : 'broken', text, noEffect: true };
}

function sentence(asked: Asked, name: string, file: string, limitMs: number): string {
  switch (asked.kind) {
    case 'too-long':
      return `${name} did not finish within ${limitMs} ms and was stopped. Ask for less, or for something that an index helps to find.`;
    case 'aborted':
      return `The work of ${name} was stopped.`;
    case 'busy':
      return `Too many requests wait for ${name}.`;
    case 'unusable':
      return `The database ${name} (${basename(file)}) cannot be used: ${asked.why}.`;
    case 'lost':
      return `The process that reads ${name} ended (${asked.why}).`;
    case 'ready':
    case 'schema':
    case 'result':
      return `${name} answered something else than was asked.`;
  }
}
