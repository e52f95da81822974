/**
 * Time as something that is handed in: the real clock, and one that a test moves by hand. Every timer can be cleared
 * and every wait ends with its signal.
 */

export interface Timer extends Disposable {
  clear(): void;
}
export interface Clock {
  /** Monotonic milliseconds, with fractions. The real clock counts from the epoch, so that processes of one machine agree. */
  nowMs(): number;
  /** Calls `fn` once, `ms` from now (never synchronously; below 0 counts as 0). */
  setTimer(ms: number, fn: () => void): Timer;
}

/** setTimeout takes no more than 31 bits and would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

export const realClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  setTimer(ms, fn) {
    const timeout = setTimeout(fn, Math.min(LONGEST_MS, Math.max(0, ms)));
    const clear = (): void => clearTimeout(timeout);
    return { clear, [Symbol.dispose]: clear };
  },
};

/** A clock that stands still until it is told to advance; timers fire in order, each at its own time. */
export class VirtualClock implements Clock {
  #nowMs: number;
  #order = 0;
  readonly #timers = new Map<number, { atMs: number; fn: () => void }>();

  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  setTimer(ms: number, fn: () => void): Timer {
    const id = this.#order++;
    this.#timers.set(id, { atMs: this.#nowMs + Math.max(0, ms), fn });
    const clear = (): void => {
      this.#timers.delete(id);
    };
    return { clear, [Symbol.dispose]: clear };
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  advance(ms: number): void {
    this.advanceTo(this.#nowMs + ms);
  }

  advanceTo(atMs: number): void {
    for (;;) {
      let next: { id: number; atMs: number; fn: () => void } | undefined;
      for (const [id, timer] of this.#timers)
        if (timer.atMs <= atMs && (!next || timer.atMs < next.atMs)) next = { id, ...timer };
      if (!next) break;
      this.#timers.delete(next.id);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.fn();
    }
    this.#nowMs = Math.max(this.#nowMs, atMs);
  }
}

/** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
export async function sleep(ms: number, signal: AbortSignal, clock: Clock = realClock): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const timer = clock.setTimer(ms, resolve);
  try {
    await promise;
  } finally {
    timer.clear();
    signal.removeEventListener('abort', onAbort);
  }
}

/** The wait was not over within its deadline. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly deadlineMs: number;
  constructor(what: string, deadlineMs: number) {
    super(`${what} took longer than ${deadlineMs} ms.`);
    this.deadlineMs = deadlineMs;
  }
}

/**
 * The promise's outcome, a DeadlineError after `ms`, or the signal's reason. The work itself is not stopped: give it
 * the same signal. A late rejection of it is swallowed, for its outcome has been decided.
 */
export async function withDeadline<T>(
  work: Promise<T>,
  ms: number,
  signal: AbortSignal,
  what = 'The operation',
  clock: Clock = realClock,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  work.then(resolve, reject);
  if (signal.aborted) reject(signal.reason);
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const timer = clock.setTimer(ms, () => reject(new DeadlineError(what, ms)));
  try {
    return await promise;
  } finally {
    timer.clear();
    signal.removeEventListener('abort', onAbort);
  }
}
