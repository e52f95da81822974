/**
 * The rule that every chain of streaming answers follows: ask the first member whose breaker allows it, go to the next
 * while nothing useful has come, and let the error surface once something has. Those that rest are asked all the same
 * when the others have failed: with nobody else to ask, refusing to ask is only a faster silence.
 */
import type { Breaker } from './breaker.ts';
import { withDeadlines } from './deadlined-stream.ts';
import { type Degradation, ModelError, type OnDegraded } from './interfaces.ts';

export interface ChainMember<M> {
  model: M;
  breaker: Breaker;
  /** Overrides the chain's first deadline: a cold local model needs longer. */
  firstMs?: number | undefined;
}

export interface ChainRequest<M, T> {
  function: Degradation['function'];
  firstMs: number;
  gapMs: number;
  signal: AbortSignal;
  start: (model: M, signal: AbortSignal) => AsyncIterable<T>;
  useful: (chunk: T) => boolean;
  onDegraded: OnDegraded;
}

export async function* streamFromChain<M extends { label: string }, T>(
  members: readonly ChainMember<M>[],
  request: ChainRequest<M, T>,
): AsyncGenerator<T> {
  const waiting = [...members];
  let upcoming = takeNext(waiting);
  while (upcoming !== undefined) {
    const member = upcoming;
    const { label } = member.model;
    let given = false;
    try {
      const chunks = withDeadlines((signal) => request.start(member.model, signal), {
        provider: label,
        firstMs: member.firstMs ?? request.firstMs,
        gapMs: request.gapMs,
        useful: request.useful,
        signal: request.signal,
      });
      for await (const chunk of chunks) {
        if (!given && request.useful(chunk)) {
          given = true;
          member.breaker.succeeded();
        }
        yield chunk;
      }
      return;
    } catch (thrown) {
      if (request.signal.aborted) return;
      const error = asModelError(label, thrown);
      member.breaker.failed(error.failure === 'rate-limited');
      const next = given ? undefined : takeNext(waiting);
      request.onDegraded({
        function: request.function,
        from: label,
        to: next?.model.label,
        failure: error.failure,
        message: error.message,
      });
      if (next === undefined) throw error;
      upcoming = next;
    }
  }
}

/**
 * The first that may be asked, else the first that rests. A breaker is asked only when its member is about to be: it
 * lets one request through after a rest, and a request that goes elsewhere must not use that up.
 */
function takeNext<M>(waiting: ChainMember<M>[]): ChainMember<M> | undefined {
  const allowed = waiting.findIndex((member) => member.breaker.allows());
  return waiting.splice(Math.max(0, allowed), 1)[0];
}

/** Whatever a model threw, as the one error that callers know. */
export function asModelError(provider: string, thrown: unknown): ModelError {
  if (thrown instanceof ModelError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ModelError(provider, 'bad-reply', message, { retryable: false, cause: thrown });
}
