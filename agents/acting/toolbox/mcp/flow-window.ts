/** How much came in during the present window of time. Time is an argument; a window begins when the last one is over. Pure. */
export class FlowWindow {
  readonly #most: number;
  readonly #windowMs: number;
  #beganMs = Number.NEGATIVE_INFINITY;
  #sum = 0;

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** False: with this, it is more than may come in one window. */
  admit(amount: number, nowMs: number): boolean {
    if (nowMs - this.#beganMs >= this.#windowMs) {
      this.#beganMs = nowMs;
      this.#sum = 0;
    }
    this.#sum += amount;
    return this.#sum <= this.#most;
  }
}
