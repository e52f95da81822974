/**
 * Remembers per provider whether it is worth asking: closed, open after failures in a row, and half open when one
 * request may try again. Pure but for the clock that is handed in; shared by all calls of a process.
 */

export class Breaker {
  readonly #failuresToOpen: number;
  readonly #restMs: number;
  readonly #now: () => number;
  #failures = 0;
  #openedAtMs: number | undefined;
  #probeAtMs: number | undefined;

  constructor(options: { failures: number; restMs: number; now?: () => number }) {
    this.#failuresToOpen = options.failures;
    this.#restMs = options.restMs;
    this.#now = options.now ?? (() => performance.now());
  }

  /** True when a request may be sent. After the rest it says so to one asker at a time, so that a probe is one request. */
  allows(): boolean {
    if (this.#openedAtMs === undefined) return true;
    const nowMs = this.#now();
    if (nowMs - this.#openedAtMs < this.#restMs) return false;
    // A probe whose asker was cancelled never reports back: after another rest the next may try.
    if (this.#probeAtMs !== undefined && nowMs - this.#probeAtMs < this.#restMs) return false;
    this.#probeAtMs = nowMs;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openedAtMs = undefined;
    this.#probeAtMs = undefined;
  }

  /** `lasting`: trying again soon cannot help (a refused key), so the breaker opens at once. */
  failed(lasting: boolean): void {
    this.#failures += 1;
    if (lasting || this.#openedAtMs !== undefined || this.#failures >= this.#failuresToOpen) {
      this.#openedAtMs = this.#now();
      this.#probeAtMs = undefined;
    }
  }

  get state(): 'closed' | 'open' | 'half-open' {
    if (this.#openedAtMs === undefined) return 'closed';
    return this.#now() - this.#openedAtMs < this.#restMs ? 'open' : 'half-open';
  }
}
