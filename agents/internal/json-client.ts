/**
 * Asks a JSON service of this machine: one deadline per request, a bounded number at once, and failures as sentences.
 * A service that hangs, dies or answers nonsense costs its caller the deadline and nothing more.
 */
import { z } from 'zod';

export interface JsonClientOptions {
  /** Where the service listens, as http://host:port. */
  url: string;
  token: string;
  /** First part of its paths, and what it is called in sentences. */
  name: string;
  /** Requests at once: a hung service must not collect sockets. */
  maxInFlight?: number;
}

/** `message` says what failed and why. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** Undefined when there was no answer at all. */
  readonly status: number | undefined;
  constructor(message: string, status?: number, options?: { cause?: unknown }) {
    super(message, options);
    this.status = status;
  }
}

export type AskJson = <S extends z.ZodType>(
  operation: string,
  body: object,
  schema: S,
  deadlineMs: number,
  signal: AbortSignal,
) => Promise<z.output<S>>;

const MAX_IN_FLIGHT = 64;

export function jsonClient({ url, token, name, maxInFlight = MAX_IN_FLIGHT }: JsonClientOptions): AskJson {
  const base = url.replace(/\/+$/, '');
  let inFlight = 0;
  return async (operation, body, schema, deadlineMs, signal) => {
    if (inFlight >= maxInFlight) throw new ServiceError(`${maxInFlight} requests already wait for ${name} at ${base}.`);
    signal.throwIfAborted();
    inFlight += 1;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), deadlineMs);
    try {
      const response = await fetch(`${base}/${name}/${operation}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.any([signal, deadline.signal]),
      });
      const answer: unknown = await response.json();
      if (!response.ok)
        throw new ServiceError(errorIn(answer) ?? `${name} answered ${response.status}.`, response.status);
      return schema.parse(answer);
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      if (signal.aborted) throw new ServiceError(`${name}/${operation} was cancelled.`, undefined, { cause: error });
      if (deadline.signal.aborted)
        throw new ServiceError(`${name} at ${base} did not answer ${operation} within ${deadlineMs} ms.`);
      if (error instanceof z.ZodError)
        throw new ServiceError(`${name} answered ${operation} with something else.`, undefined, { cause: error });
      throw new ServiceError(`${name} at ${base} cannot be reached (${reasonOf(error)}).`, undefined, { cause: error });
    } finally {
      clearTimeout(timer);
      inFlight -= 1;
    }
  };
}

const errorIn = (answer: unknown): string | undefined =>
  typeof answer === 'object' && answer !== null && 'error' in answer && typeof answer.error === 'string'
    ? answer.error
    : undefined;

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
