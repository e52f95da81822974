/**
 * How long a call waits for people: for the first to join, for one who lost the connection, and at most altogether.
 * Says once why the call should end; the call decides how.
 */
export interface PatienceLimits {
  nobodyJoinedMs: number;
  callerReturnMs: number;
  maxCallMs: number;
}

export class Patience {
  readonly #limits: PatienceLimits;
  readonly #onOver: (reason: string, callerLeft: boolean) => void;
  #wait: NodeJS.Timeout | undefined;
  readonly #whole: NodeJS.Timeout;

  constructor(limits: PatienceLimits, onOver: (reason: string, callerLeft: boolean) => void) {
    this.#limits = limits;
    this.#onOver = onOver;
    this.#whole = setTimeout(
      () => onOver(`the call reached its limit of ${Math.round(limits.maxCallMs / 60_000)} minutes`, false),
      limits.maxCallMs,
    );
    this.#wait = setTimeout(
      () => onOver(`nobody joined within ${limits.nobodyJoinedMs} ms`, true),
      limits.nobodyJoinedMs,
    );
  }
  joined(): void {
    clearTimeout(this.#wait);
  }
  /** `forGood`: the caller hung up, so there is nothing to wait for. */
  left(forGood: boolean): void {
    clearTimeout(this.#wait);
    if (forGood) return this.#onOver('the caller hung up', true);
    this.#wait = setTimeout(
      () => this.#onOver(`the caller did not come back within ${this.#limits.callerReturnMs} ms`, true),
      this.#limits.callerReturnMs,
    );
  }
  close(): void {
    clearTimeout(this.#wait);
    clearTimeout(this.#whole);
  }
}
