/**
 * The rule that every chain of streaming answers follows: ask the first member whose breaker allows it, go to the next
 * while nothing useful has come, and let the error surface once something has. When every breaker is open all are tried
 * all the same: with nobody else to ask, refusing to ask is only a faster silence.
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
  const allowed = members.filter((member) => member.breaker.allows());
  const order = allowed.length > 0 ? allowed : members;
  for (const [index, member] of order.entries()) {
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
      const next = given ? undefined : order[index + 1]?.model.label;
      request.onDegraded({
        function: request.function,
        from: label,
        to: next,
        failure: error.failure,
        message: error.message,
      });
      if (next === undefined) throw error;
    }
  }
}

/** Whatever a model threw, as the one error that callers know. */
export function asModelError(provider: string, thrown: unknown): ModelError {
  if (thrown instanceof ModelError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ModelError(provider, 'bad-reply', message, { retryable: false, cause: thrown });
}
