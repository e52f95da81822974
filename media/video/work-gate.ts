/**
 * So much work at once, so much waiting, and a named refusal beyond that: pictures come faster than they can be
 * encoded, and a picture that waited long is stale anyway.
 */

/** There is already as much waiting as is allowed. */
export class PictureBusyError extends Error {
  override readonly name = 'PictureBusyError';
  constructor(waiting: number) {
    super(`${waiting} pictures are already waiting to be encoded: this one is left out.`);
  }
}

export class WorkGate {
  readonly #atOnce: number;
  readonly #longestQueue: number;
  #running = 0;
  readonly #queue: (() => void)[] = [];

  constructor(atOnce: number, longestQueue: number) {
    this.#atOnce = atOnce;
    this.#longestQueue = longestQueue;
  }

  /** Rejects with PictureBusyError when the queue is full, and with the signal's reason. The work ends by the same signal. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (this.#running < this.#atOnce) this.#running++;
    else await this.#turn(signal);
    try {
      return await work();
    } finally {
      // The place is handed on, not given back: nobody can push in between.
      const next = this.#queue.shift();
      if (next) next();
      else this.#running--;
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    if (this.#queue.length >= this.#longestQueue) throw new PictureBusyError(this.#queue.length);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = (): void => {
      const place = this.#queue.indexOf(resolve);
      if (place < 0) return;
      this.#queue.splice(place, 1);
      reject(signal.reason);
    };
    this.#queue.push(resolve);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
