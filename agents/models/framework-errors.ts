/**
 * Gets the framework's errors back to the request they belong to. A standalone framework stream never throws: it ends,
 * and the error goes to an event of the model that all requests share; without a listener the event itself throws and
 * ends the retries. The asynchronous context of the request tells whose error it is.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { APIConnectionError, APIStatusError, APITimeoutError, initializeLogger } from '@livekit/agents';
import { ModelError } from './interfaces.ts';
import { statusFailure } from './openai-http.ts';

const requests = new AsyncLocalStorage<RequestErrors>();
let loggerReady = false;

/** No retries inside: the chain decides. `timeoutMs` is the framework's own, behind the chain's shorter deadlines. */
export const ONE_ATTEMPT = { maxRetry: 0, retryIntervalMs: 0, timeoutMs: 60_000 };

/** What went wrong in one request; undefined: nothing so far. */
export class RequestErrors {
  last: Error | undefined;

  /** Runs `start` so that errors of whatever it starts arrive here. */
  watch<T>(start: () => T): T {
    return requests.run(this, start);
  }
}

/** The framework's classes throw without its logger; what matters of what it says is reported by the adapters. */
export function prepareFramework(): void {
  if (loggerReady) return;
  loggerReady = true;
  initializeLogger({ pretty: false, level: 'fatal' });
}

/** Hears a model's error events for as long as the model lives. */
export function listenForErrors(model: {
  on(event: 'error', listener: (event: { error: Error }) => void): unknown;
}): void {
  model.on('error', ({ error }) => {
    const request = requests.getStore();
    if (request) request.last = error;
  });
}

/** The framework's errors in our words. `begun`: something of the answer had come. */
export function fromFrameworkError(label: string, error: Error | undefined, begun: boolean): ModelError {
  if (error === undefined)
    return new ModelError(
      label,
      begun ? 'died-mid-stream' : 'bad-reply',
      begun ? 'the stream ended early' : 'the answer is empty',
      { retryable: true },
    );
  const status = statusOf(error);
  if (status !== undefined) return statusFailure(label, status, error.message);
  if (error instanceof APITimeoutError)
    return new ModelError(label, 'timeout', error.message, { retryable: true, cause: error });
  if (begun) return new ModelError(label, 'died-mid-stream', error.message, { retryable: true, cause: error });
  // A vendor's own client wraps what the network said.
  const network =
    error instanceof APIConnectionError || error instanceof APIStatusError || error.cause instanceof Error;
  const failure = network ? 'unreachable' : 'bad-reply';
  return new ModelError(label, failure, error.message, { retryable: true, cause: error });
}

/** The HTTP status in the framework's errors and in those of the vendors' clients, which come through unwrapped. */
function statusOf(error: Error): number | undefined {
  if (error instanceof APIStatusError) return error.statusCode > 0 ? error.statusCode : undefined;
  return 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}
