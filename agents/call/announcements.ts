/**
 * What the agent has to say by itself and may not say yet, because somebody else has the floor: the pressing before the
 * rest, each in order, bounded, said as soon as the floor is free. Decides no turns.
 */
import { type Clock, realClock, type Timer } from '../../media/clock.ts';

/** `pressing`: somebody waits for it. `news`: worth knowing, whenever. */
export type AnnouncementPriority = 'pressing' | 'news';
export interface AnnouncementsOptions {
  /** Says it now and takes the floor, or answers false because the floor is not free. */
  trySay(text: string): boolean;
  /** Too many wait: the oldest of the least pressing is given up. */
  onDropped(text: string): void;
  clock?: Clock;
}
/** People follow two or three things that happened meanwhile, not a list. */
const MAX_WAITING = 4;
/** Often enough that nobody notices, and only while something waits. */
const LOOK_EVERY_MS = 200;

export class Announcements {
  readonly #options: AnnouncementsOptions;
  /** In the order in which they are said. */
  readonly #waiting: { text: string; priority: AnnouncementPriority }[] = [];
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: AnnouncementsOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }
  say(text: string, priority: AnnouncementPriority): void {
    if (this.#closed || this.#waiting.some((waiting) => waiting.text === text)) return;
    if (this.#waiting.length === 0 && this.#options.trySay(text)) return;
    const before = priority === 'pressing' ? this.#firstNews() : this.#waiting.length;
    this.#waiting.splice(before, 0, { text, priority });
    if (this.#waiting.length > MAX_WAITING) this.#drop();
    this.#arm();
  }
  close(): void {
    this.#closed = true;
    this.#timer?.clear();
    this.#waiting.length = 0;
  }

  /** Where the news begin: everything pressing is before it. */
  #firstNews(): number {
    const first = this.#waiting.findIndex(({ priority }) => priority === 'news');
    return first < 0 ? this.#waiting.length : first;
  }
  #drop(): void {
    const news = this.#firstNews();
    const [dropped] = this.#waiting.splice(news < this.#waiting.length ? news : 0, 1);
    if (dropped) this.#options.onDropped(dropped.text);
  }
  #arm(): void {
    if (this.#closed || this.#timer || this.#waiting.length === 0) return;
    this.#timer = (this.#options.clock ?? realClock).setTimer(LOOK_EVERY_MS, () => {
      this.#timer = undefined;
      const [next] = this.#waiting;
      if (next !== undefined && this.#options.trySay(next.text)) this.#waiting.shift();
      this.#arm();
    });
  }
}
