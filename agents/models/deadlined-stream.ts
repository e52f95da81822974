/**
 * Puts two deadlines on a stream of chunks: until the first useful one, and between any two. The producer gets a signal
 * of its own and is not waited for once it is late: a provider that ignores its signal must not hold the call.
 */
import { ModelError } from './interfaces.ts';

export interface StreamDeadlines<T> {
  provider: string;
  firstMs: number;
  gapMs: number;
  /** Whether the chunk is what was waited for; a usage report is not. */
  useful: (chunk: T) => boolean;
  signal: AbortSignal;
}

export async function* withDeadlines<T>(
  start: (signal: AbortSignal) => AsyncIterable<T>,
  options: StreamDeadlines<T>,
): AsyncGenerator<T> {
  const { provider, firstMs, gapMs, signal } = options;
  if (signal.aborted) return;
  const producer = new AbortController();
  const stop = (): void => producer.abort();
  signal.addEventListener('abort', stop, { once: true });
  const chunks = start(producer.signal)[Symbol.asyncIterator]();
  const startedAtMs = performance.now();
  let begun = false;
  try {
    for (;;) {
      const leftMs = begun ? gapMs : firstMs - (performance.now() - startedAtMs);
      const late = begun
        ? `nothing came for ${gapMs} ms in the middle of the answer`
        : `nothing useful came in ${firstMs} ms`;
      const next = await beforeDeadline(
        chunks.next(),
        leftMs,
        signal,
        () => new ModelError(provider, begun ? 'died-mid-stream' : 'timeout', late, { retryable: true }),
      );
      if (next === 'cancelled' || signal.aborted || next.done) return;
      begun ||= options.useful(next.value);
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    producer.abort();
    // Not awaited: see above. What it still throws concerns nobody.
    chunks.return?.().catch(() => undefined);
  }
}

function beforeDeadline<T>(
  promise: Promise<T>,
  ms: number,
  signal: AbortSignal,
  error: () => Error,
): Promise<T | 'cancelled'> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(error())), Math.max(0, ms));
    const cancel = (): void => settle(() => resolve('cancelled'));
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      finish();
    };
    signal.addEventListener('abort', cancel, { once: true });
    promise.then(
      (value) => settle(() => resolve(value)),
      (cause: unknown) => settle(() => reject(cause instanceof Error ? cause : new Error(String(cause)))),
    );
  });
}
