/**
 * What the agent has to say by itself and may not say yet, because somebody else has the floor: the pressing before the
 * rest, each in order, bounded, said as soon as the floor is free. Decides no turns.
 */
import { type Clock, realClock, type Timer } from '../../media/clock.ts';

/** `pressing`: somebody waits for it. `news`: worth knowing, whenever. */
export type AnnouncementPriority = 'pressing' | 'news';
export type AnnouncementKind = 'greeting' | 'prompt';
export interface AnnouncementTerms {
  kind?: AnnouncementKind;
  /** False when it need not be said any more: it is given up. Absent: it stays true. */
  stillTrue?(): boolean;
}
export interface AnnouncementsOptions {
  /** Says it now and takes the floor, or answers false because the floor is not free. */
  trySay(text: string, kind: AnnouncementKind): boolean;
  /** Too many wait: the oldest of the least pressing is given up. */
  onDropped(text: string): void;
  clock?: Clock;
}
/** People follow two or three things that happened meanwhile, not a list. */
const MAX_WAITING = 4;
/** Often enough that nobody notices, and only while something waits. */
const LOOK_EVERY_MS = 200;

interface Waiting {
  text: string;
  priority: AnnouncementPriority;
  terms: AnnouncementTerms;
}

export class Announcements {
  readonly #options: AnnouncementsOptions;
  /** In the order in which they are said. */
  readonly #waiting: Waiting[] = [];
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: AnnouncementsOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }
  say(text: string, priority: AnnouncementPriority, terms: AnnouncementTerms = {}): void {
    if (this.#closed || this.#waiting.some((waiting) => waiting.text === text)) return;
    if (this.#waiting.length === 0 && this.#options.trySay(text, terms.kind ?? 'prompt')) return;
    const before = priority === 'pressing' ? this.#firstNews() : this.#waiting.length;
    this.#waiting.splice(before, 0, { text, priority, terms });
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
      const isOld = next?.terms.stillTrue?.() === false;
      if (next && (isOld || this.#options.trySay(next.text, next.terms.kind ?? 'prompt'))) this.#waiting.shift();
      this.#arm();
    });
  }
}
