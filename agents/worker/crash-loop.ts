/**
 * How soon a dead host is replaced. Pure: times are arguments.
 * The first deaths are replaced at once, since callers wait; hosts that keep dying are replaced ever more slowly.
 */
import { type BackoffPolicy, backoffMs } from './backoff.ts';

const WINDOW_MS = 60_000;
/** Deaths within the window that still look like accidents. */
const ACCIDENTS = 3;
const REPLACEMENT: BackoffPolicy = { firstMs: 1_000, maxMs: 30_000 };

export interface Replacement {
  afterMs: number;
  /** Hosts die faster than accidents explain. */
  looping: boolean;
}

export class CrashLoop {
  #deathsAtMs: number[] = [];

  died(nowMs: number, random: number): Replacement {
    this.#deathsAtMs = [...this.#deathsAtMs.filter((atMs) => nowMs - atMs < WINDOW_MS), nowMs];
    const excess = this.#deathsAtMs.length - ACCIDENTS;
    if (excess <= 0) return { afterMs: 0, looping: false };
    return { afterMs: backoffMs(REPLACEMENT, excess - 1, random), looping: true };
  }
}
