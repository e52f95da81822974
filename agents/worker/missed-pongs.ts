/**
 * Whether a host's loop hangs, counted in our own ticks and not in wall time:
 * when the worker itself was late, one tick passes and no healthy host is condemned. Pure.
 */
/** Ticks without an answer after which a host is dead: 3 s at one tick per second. */
export const MISSED_LIMIT = 3;

export class MissedPongs {
  #sent = 0;
  #answered = 0;

  /** One tick: the number to send, or 'hung' when too many went unanswered. */
  tick(): { ping: number } | 'hung' {
    if (this.#sent - this.#answered >= MISSED_LIMIT) return 'hung';
    this.#sent += 1;
    return { ping: this.#sent };
  }

  pong(n: number): void {
    this.#answered = Math.max(this.#answered, n);
  }
}
