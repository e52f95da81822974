/**
 * Windows of a microphone follow one another without a gap, but they arrive in bursts: each is laid behind the one
 * before it, and only a lasting difference to the clock moves the count. Pure.
 */
import { BLOCK_MS } from './played-curve.ts';

/** Further off than this (0.5 s) is a track that was muted or lost. */
const RESTART_BLOCKS = 64;
/** Polling and rounding make this much. */
const EARLY_BLOCKS = 2;
/** The least lateness of a second is no burst. */
const LOOK_WINDOWS = 32;
const TOLERATED_BLOCKS = 3;

export class SteadyBlocks {
  #last: number | undefined;
  #leastSlip = Number.POSITIVE_INFINITY;
  #windows = 0;

  /** Index of the last block of a window of `count` blocks whose last sample arrived at `atMs`. */
  lastBlock(count: number, atMs: number): number {
    const arrived = Math.round(atMs / BLOCK_MS) - 1;
    const expected = this.#last === undefined ? arrived : this.#last + count;
    const slip = arrived - expected;
    // Nothing is heard before it sounded: a window that comes early says that those before it were late.
    if (slip < -EARLY_BLOCKS || slip > RESTART_BLOCKS) return this.#restart(arrived);
    this.#last = expected;
    this.#leastSlip = Math.min(this.#leastSlip, slip);
    this.#windows += 1;
    if (this.#windows >= LOOK_WINDOWS) {
      if (this.#leastSlip > TOLERATED_BLOCKS) return this.#restart(expected + this.#leastSlip);
      this.#windows = 0;
      this.#leastSlip = Number.POSITIVE_INFINITY;
    }
    return this.#last;
  }

  #restart(at: number): number {
    this.#last = at;
    this.#windows = 0;
    this.#leastSlip = Number.POSITIVE_INFINITY;
    return at;
  }
}
