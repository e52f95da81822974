/**
 * Recognises the mouse pointer and the caret by what they do: something small appears, and what was under it comes
 * back. Remembers one pointer, decides nothing but "this was a pointer". Pure; times are handed in.
 */
import type { Place } from './place-search.ts';

/** A pointer may rest this long and still be known by what comes back; longer, and it may have been a status light. */
const REST_MS = 10_000;
/** A pointer that left a place is expected elsewhere for this long after it was last seen on its way. */
const IN_THE_AIR_MS = 1_500;
/** Within this after it came to rest, small moves in the same place are its own. */
const SETTLING_MS = 2_000;
/** Two returns in one place within this are a blink, and say nothing about other places. */
const BLINK_MS = 3_000;
const MOST_ACCEPTED = 16;

interface Accepted {
  place: Place;
  atMs: number;
}

export class CursorWatch {
  readonly #longestCells: number;
  #inTheAirUntilMs = 0;
  #restored: Accepted[] = [];
  #resting: Accepted | undefined;

  /** `longestCells`: the side of the largest pointer, in cells. */
  constructor(longestCells: number) {
    this.#longestCells = longestCells;
  }

  fits(place: Place): boolean {
    return place.right - place.left <= this.#longestCells && place.bottom - place.top <= this.#longestCells;
  }

  /** Something of its size was seen for a moment: if it is on its way, it still is. */
  passing(nowMs: number): void {
    if (nowMs < this.#inTheAirUntilMs) this.#inTheAirUntilMs = nowMs + IN_THE_AIR_MS;
  }

  /** What was here before came back. `reportedMs`: when the place last changed; `others`: more of its size in this look. */
  isLeaving(
    place: Place,
    restoredShare: number,
    reportedMs: number | undefined,
    others: number,
    nowMs: number,
  ): boolean {
    if (!this.fits(place) || restoredShare < 0.5) return false;
    const fresh = nowMs - (reportedMs ?? this.#resting?.atMs ?? Number.NEGATIVE_INFINITY) <= REST_MS;
    const blinking = this.#restored.some((known) => overlaps(known.place, place) && nowMs - known.atMs <= BLINK_MS);
    if (!fresh && !blinking && others === 0) return false;
    if (!blinking) this.#inTheAirUntilMs = nowMs + IN_THE_AIR_MS;
    this.#restored = [
      ...this.#restored.filter((known) => nowMs - known.atMs <= BLINK_MS && !overlaps(known.place, place)),
      { place, atMs: nowMs },
    ].slice(-MOST_ACCEPTED);
    return true;
  }

  /** It came to rest here. */
  isArriving(place: Place, nowMs: number): boolean {
    if (!this.fits(place)) return false;
    const settling =
      this.#resting !== undefined && nowMs - this.#resting.atMs <= SETTLING_MS && overlaps(this.#resting.place, place);
    if (nowMs >= this.#inTheAirUntilMs && !settling) return false;
    this.#inTheAirUntilMs = 0;
    this.#resting = { place, atMs: nowMs };
    return true;
  }
}

function overlaps(a: Place, b: Place): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
