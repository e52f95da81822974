/**
 * Pictures that wait to be read: bounded, and only the newest of each slot (a slot is one place of one source, such as
 * a call's screen), for an older picture of the same place is worth nothing. Pure; time plays no part.
 */

/** How many wait at most; at a second each the last would be read too late to matter. */
export const MAX_WAITING = 8;

export interface Waiting {
  /** Unset: it replaces nothing and is replaced by nothing, but the oldest gives way when the queue is full. */
  slot: string | undefined;
}

export class PictureQueue<T extends Waiting> {
  readonly #waiting: T[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  /** Takes the item in; returns what had to give way to it, and why. */
  add(item: T): { dropped: T; because: 'replaced' | 'full' } | undefined {
    const place = item.slot === undefined ? -1 : this.#waiting.findIndex(({ slot }) => slot === item.slot);
    if (place >= 0) {
      // It keeps its place, so that a lively screen does not push itself to the end for ever.
      const [older] = this.#waiting.splice(place, 1, item);
      return older === undefined ? undefined : { dropped: older, because: 'replaced' };
    }
    const oldest = this.#waiting.length >= MAX_WAITING ? this.#waiting.shift() : undefined;
    this.#waiting.push(item);
    return oldest === undefined ? undefined : { dropped: oldest, because: 'full' };
  }

  /** The next to be read: the first that fits, in order of arrival. */
  take(fits: (item: T) => boolean = () => true): T | undefined {
    const place = this.#waiting.findIndex(fits);
    return place < 0 ? undefined : this.#waiting.splice(place, 1)[0];
  }

  /** True when it was still waiting. */
  remove(item: T): boolean {
    const place = this.#waiting.indexOf(item);
    if (place >= 0) this.#waiting.splice(place, 1);
    return place >= 0;
  }
}
