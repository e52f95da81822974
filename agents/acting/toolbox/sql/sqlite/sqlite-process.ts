/**
 * The program that holds one SQLite file: told what to do by its parent, one thing at a time. It blocks while SQLite
 * works and may be killed at any moment. It has no environment.
 */
import type { SqliteReply, SqliteRequest, SqliteStart } from './sqlite-messages.ts';
import { SqliteStatements } from './sqlite-statements.ts';

const start = JSON.parse(process.argv[2] ?? '{}') as SqliteStart;
const say = (reply: SqliteReply) => process.send?.(reply);

try {
  const statements = new SqliteStatements(start);
  process.on('message', (request: SqliteRequest) => say(answer(statements, request)));
  say({ kind: 'ready' });
} catch (error) {
  say({ kind: 'unusable', why: messageOf(error) });
  process.disconnect();
}

function answer(statements: SqliteStatements, request: SqliteRequest): SqliteReply {
  try {
    if (request.kind === 'schema') return { kind: 'schema', tables: statements.schema() };
    if (request.kind === 'query') return { kind: 'result', result: statements.query(request.input) };
    return { kind: 'result', result: statements.execute(request.input) };
  } catch (error) {
    return { kind: 'unusable', why: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
