/** Waiting for a process to answer, never for time to pass: a check is repeated until it has nothing left to say. */

export interface WaitOptions {
  /** What is waited for, as the failure names it: "livekit-server at ws://...". */
  what: string;
  deadlineMs: number;
  /** Pause between two checks. */
  everyMs?: number;
  signal?: AbortSignal | undefined;
}

/** The thing did not answer in time; `message` says what it said last. */
export class DidNotAnswerError extends Error {
  override readonly name = 'DidNotAnswerError';
}

const pause = (ms: number, signal: AbortSignal | undefined) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done() {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }
    function aborted() {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    signal?.addEventListener('abort', aborted, { once: true });
  });

/** Repeats `whyNot` until it resolves to undefined; its last sentence explains a time-out. */
export async function waitUntilAnswers(whyNot: () => Promise<string | undefined>, options: WaitOptions): Promise<void> {
  const startMs = performance.now();
  for (;;) {
    options.signal?.throwIfAborted();
    const reason = await whyNot();
    if (reason === undefined) return;
    if (performance.now() - startMs > options.deadlineMs) {
      throw new DidNotAnswerError(`${options.what} did not answer within ${options.deadlineMs / 1000} s: ${reason}.`);
    }
    await pause(options.everyMs ?? 40, options.signal);
  }
}

/** A check for {@link waitUntilAnswers}: `url` answers with a 2xx status. One attempt takes at most 2 s. */
export function answersHttp(url: string): () => Promise<string | undefined> {
  return async () => {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
      await response.body?.cancel();
      return response.ok ? undefined : `${url} answers ${response.status}`;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return `${url} refuses: ${cause instanceof Error ? cause.message : String(cause)}`;
    }
  };
}
