/**
 * One request to the server. Every failure is a `Failure` with a sentence; a session that is over is announced, so that
 * whoever is at work logs in again and loses nothing.
 */
import { errorReply } from '../../../server/api/errors.ts';
import { words } from '../words.ts';
import { Failure } from './failure.ts';
import { announceLostSession } from './session-signal.ts';

const DEADLINE_MS = 15_000;

export interface Reader<T> {
  parse(value: unknown): T;
}
export interface Asking {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/** Throws `Failure`, or the abort of `signal`. */
export async function ask<T>(path: string, reader: Reader<T>, asking: Asking = {}): Promise<T> {
  const reply = await send(path, asking);
  try {
    return reader.parse(await reply.json());
  } catch (cause) {
    asking.signal?.throwIfAborted();
    throw new Failure('unreadable', words.failed.unreadable, {}, { cause });
  }
}

/** The reply when it is a success; its body is not read yet. */
export async function send(path: string, { method = 'GET', body, signal, headers }: Asking): Promise<Response> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  let reply: Response;
  try {
    reply = await fetch(path, {
      method,
      headers: {
        ...(body === undefined || body instanceof Blob ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    const late = deadline.aborted;
    throw new Failure(late ? 'timeout' : 'network', late ? words.failed.timeout : words.failed.network, {}, { cause });
  }
  if (reply.ok) return reply;
  throw await failureOf(reply);
}

export async function failureOf(reply: Response): Promise<Failure> {
  const told = errorReply.safeParse(await reply.json().catch(() => undefined));
  if (!told.success) return new Failure(`http-${reply.status}`, words.failed.status(reply.status));
  const { code, message, details } = told.data.error;
  if (reply.status === 401 && (code === 'key_required' || code === 'session_required')) announceLostSession();
  return new Failure(code, message, details);
}
