/**
 * One connection to a PostgreSQL database for one request: never shared, so that nothing one statement leaves behind
 * meets the next. Bounded in time and in what is read; ends when the signal does, and the server notices.
 */
import { Socket } from 'node:net';
import { Client, type QueryArrayResult } from 'pg';
import { postgresValues } from './postgres-values.ts';

export interface PostgresSession {
  run(text: string, values?: readonly unknown[]): Promise<QueryArrayResult>;
  /** Several statements of our own, none of the model's. */
  script(text: string): Promise<void>;
}

export interface SessionLimits {
  /** Of the whole request, connecting included. */
  deadlineMs: number;
  signal: AbortSignal;
}

/** The connection was ended from here; the message says why. */
export class SessionStopped extends Error {
  override readonly name = 'SessionStopped';
}
/** It never came to be: nothing was asked. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

const CONNECT_MS = 5_000;
/** One row can be a gigabyte; the client holds it before anybody can look at it. */
const MAX_READ_BYTES = 32_000_000;
const LOOK_EVERY_MS = 20;
const END_MS = 2_000;

export async function withSession<T>(
  url: string,
  limits: SessionLimits,
  use: (session: PostgresSession) => Promise<T>,
): Promise<T> {
  const socket = new Socket();
  let stopped: SessionStopped | undefined;
  const stop = (why: string) => {
    stopped ??= new SessionStopped(why);
    socket.destroy(stopped);
  };
  const client = clientOf(url, socket);
  // A connection that breaks while nothing is asked says so here; what is asked next fails by itself.
  client.on('error', () => {});
  const onAbort = () => stop('it was stopped');
  const deadline = setTimeout(() => stop(`it did not finish within ${limits.deadlineMs} ms`), limits.deadlineMs);
  const look = setInterval(() => {
    if (socket.bytesRead > MAX_READ_BYTES) stop(`the rows are larger than ${MAX_READ_BYTES} bytes`);
  }, LOOK_EVERY_MS);
  limits.signal.addEventListener('abort', onAbort, { once: true });
  if (limits.signal.aborted) onAbort();
  try {
    await client.connect().catch((error: unknown) => {
      throw new NotConnected(stopped?.message ?? messageOf(error), { cause: error });
    });
    // So that the server does not work on for nobody; not every server and platform can.
    await client.query("SELECT set_config('client_connection_check_interval', '500', false)").catch(() => {});
    return await use(sessionOf(client));
  } catch (error) {
    throw stopped && !(error instanceof NotConnected) ? stopped : error;
  } finally {
    clearTimeout(deadline);
    clearInterval(look);
    limits.signal.removeEventListener('abort', onAbort);
    const late = setTimeout(() => socket.destroy(), END_MS);
    if (!stopped) await client.end().catch(() => {});
    clearTimeout(late);
    socket.destroy();
  }
}

function clientOf(url: string, socket: Socket): Client {
  try {
    return new Client({
      connectionString: url,
      application_name: 'parley',
      connectionTimeoutMillis: CONNECT_MS,
      types: postgresValues,
      stream: () => socket,
    });
  } catch (error) {
    // The address may hold a password: it is not said.
    throw new NotConnected('its address is not one of PostgreSQL', { cause: error });
  }
}

const sessionOf = (client: Client): PostgresSession => ({
  // Prepared, so the server itself refuses a second statement.
  run: (text, values = []) =>
    client.query({ text, values: [...values], rowMode: 'array', queryMode: 'extended' } as {
      text: string;
      values: unknown[];
      rowMode: 'array';
    }),
  async script(text) {
    await client.query(text);
  },
});

function messageOf(error: unknown): string {
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return inner instanceof Error ? inner.message : String(inner);
}
