/**
 * When a dropped dispatch is tried again, and when no more. Pure: times are arguments.
 */
/** An offer, its answer and the assignment take about 0.3 s; a dispatch without a job after this was dropped. */
export const DROPPED_AFTER_MS = 1_500;
/** Older than this by LiveKit's clock, a dispatch is certainly dropped, even if the clocks differ by seconds. */
const SURELY_DROPPED_MS = 5_000;
const MAX_WAIT_MS = 15_000;
export const MAX_TRIES = 20;

interface Waiting {
  sinceMs: number;
  tries: number;
  nextAtMs: number;
}

export type RetryVerdict =
  | { step: 'wait' }
  | { step: 'try'; attempt: number }
  | { step: 'give-up' }
  | { step: 'given-up' };

export class DispatchRetries {
  readonly #rooms = new Map<string, Waiting>();

  /** `roomSid` has a dropped dispatch made at `createdAtMs` (LiveKit's clock); what to do at `nowMs` (ours)? */
  consider(roomSid: string, createdAtMs: number, nowMs: number): RetryVerdict {
    let waiting = this.#rooms.get(roomSid);
    if (waiting === undefined) {
      const old = nowMs - createdAtMs > SURELY_DROPPED_MS;
      waiting = { sinceMs: nowMs, tries: 0, nextAtMs: old ? nowMs : nowMs + DROPPED_AFTER_MS };
      this.#rooms.set(roomSid, waiting);
    }
    if (nowMs < waiting.nextAtMs) return { step: 'wait' };
    waiting.tries += 1;
    waiting.nextAtMs = nowMs + Math.min(MAX_WAIT_MS, DROPPED_AFTER_MS * 2 ** (waiting.tries - 1));
    if (waiting.tries <= MAX_TRIES) return { step: 'try', attempt: waiting.tries };
    return waiting.tries === MAX_TRIES + 1 ? { step: 'give-up' } : { step: 'given-up' };
  }

  /** The room is served. */
  forget(roomSid: string): void {
    this.#rooms.delete(roomSid);
  }

  /** Forgets rooms that no longer exist. */
  keepOnly(roomSids: ReadonlySet<string>): void {
    for (const roomSid of this.#rooms.keys()) if (!roomSids.has(roomSid)) this.#rooms.delete(roomSid);
  }
}
