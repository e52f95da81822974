/** What an error of PostgreSQL or of its connection means for a tool. Pure. */
import { DatabaseError } from 'pg';
import type { SourceResult } from '../../source.ts';
import { NotConnected, SessionStopped } from './postgres-session.ts';

/** Refused by the fence, before anything was run. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Serialization, deadlock, lock not available, out of connections or memory, starting or stopping. */
const PASSING = /^(40|53|55P03|57P0|08|58)/;
const CANCELLED = '57014';

/** `isCommitting`: the commit was sent and its answer is lost. */
export function failureOf(error: unknown, name: string, limitMs: number, isCommitting: boolean): SourceResult {
  if (error instanceof Refusal) return { outcome: 'failed', text: error.message, noEffect: true };
  if (error instanceof NotConnected) {
    return { outcome: 'broken', text: `The database ${name} cannot be reached: ${error.message}.`, noEffect: true };
  }
  if (error instanceof DatabaseError && error.code !== undefined) {
    if (error.code === CANCELLED) return tooLong(name, limitMs);
    const hint = error.hint ? ` ${error.hint}` : '';
    const text = `PostgreSQL says: ${error.message}.${hint}`;
    // The server has answered: the transaction is rolled back.
    return { outcome: PASSING.test(error.code) ? 'broken' : 'failed', text, noEffect: true };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (isCommitting) {
    return { outcome: 'broken', text: `The connection to ${name} was lost while it committed (${message}).` };
  }
  if (error instanceof SessionStopped) {
    if (/within/.test(message)) return tooLong(name, limitMs);
    return { outcome: /larger/.test(message) ? 'failed' : 'broken', text: `${name}: ${message}.`, noEffect: true };
  }
  return { outcome: 'broken', text: `The connection to ${name} was lost (${message}).`, noEffect: true };
}

const tooLong = (name: string, limitMs: number): SourceResult => ({
  outcome: 'failed',
  text: `${name} did not finish within ${limitMs} ms and was stopped. Ask for less, or for something that an index helps to find.`,
  noEffect: true,
});
