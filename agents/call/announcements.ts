/**
 * What the agent has to say by itself and may not say yet, because somebody else has the floor: kept in order, bounded,
 * said as soon as the floor is free. Decides no turns.
 */
import { type Clock, realClock, type Timer } from '../../media/clock.ts';

export interface AnnouncementsOptions {
  /** Says it now and takes the floor, or answers false because the floor is not free. */
  trySay(text: string): boolean;
  /** Too many wait: the oldest is given up. */
  onDropped(text: string): void;
  clock?: Clock;
}
/** People follow two or three things that happened meanwhile, not a list. */
const MAX_WAITING = 4;
/** Often enough that nobody notices, and only while something waits. */
const LOOK_EVERY_MS = 200;

export class Announcements {
  readonly #options: AnnouncementsOptions;
  readonly #waiting: string[] = [];
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: AnnouncementsOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }
  say(text: string): void {
    if (this.#closed || this.#waiting.includes(text)) return;
    if (this.#waiting.length === 0 && this.#options.trySay(text)) return;
    this.#waiting.push(text);
    if (this.#waiting.length > MAX_WAITING) this.#options.onDropped(this.#waiting.shift() ?? '');
    this.#arm();
  }
  close(): void {
    this.#closed = true;
    this.#timer?.clear();
    this.#waiting.length = 0;
  }

  #arm(): void {
    if (this.#closed || this.#timer || this.#waiting.length === 0) return;
    this.#timer = (this.#options.clock ?? realClock).setTimer(LOOK_EVERY_MS, () => {
      this.#timer = undefined;
      const [next] = this.#waiting;
      if (next !== undefined && this.#options.trySay(next)) this.#waiting.shift();
      this.#arm();
    });
  }
}
