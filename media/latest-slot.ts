/**
 * A place for one value of which only the newest matters (a frame, a level). A slow reader never makes a queue: what
 * it did not take in time is replaced, and counted.
 */

export class LatestSlot<T> {
  #value: T | undefined;
  #full = false;
  #waiting: ((value: T) => void) | undefined;
  /** Values that were replaced before anybody took them. */
  replaced = 0;

  put(value: T): void {
    const waiting = this.#waiting;
    if (waiting) {
      this.#waiting = undefined;
      waiting(value);
      return;
    }
    if (this.#full) this.replaced += 1;
    this.#value = value;
    this.#full = true;
  }

  /** The newest value, once. */
  take(): T | undefined {
    const value = this.#value;
    this.#value = undefined;
    this.#full = false;
    return value;
  }

  /** Waits for the next value. One reader at a time; rejects with the signal's reason. */
  async next(signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (this.#waiting) throw new Error('Somebody is already waiting for the next value of this slot.');
    if (this.#full) {
      const value = this.#value as T;
      this.take();
      return value;
    }
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const onAbort = (): void => {
      this.#waiting = undefined;
      reject(signal.reason);
    };
    this.#waiting = resolve;
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
