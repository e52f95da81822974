/**
 * Large places that keep moving (a video in a window, a person before the camera): reported when they begin, every ten
 * seconds, and when they have come to rest. Pure.
 */
import type { Place } from './place-search.ts';

const REPORT_EVERY_MS = 10_000;
const MOST_PLACES = 16;
const SAME_SHARE = 0.5;
/** Fewer of its cells than this changed since the last look: it stands. */
const STANDING_SHARE = 0.02;

interface Known {
  place: Place;
  reportedMs: number;
  moving: boolean;
}

export class MovingWatch {
  #known: Known[] = [];

  /** Whether a large change is news now. Shares of its cells: that keep moving, and that changed since the last look. */
  isNews(place: Place, movingShare: number, movedShare: number, nowMs: number): boolean {
    const known = this.#known.find((candidate) => sharedArea(candidate.place, place) >= SAME_SHARE);
    if (!known) {
      this.#known = [...this.#known, { place, reportedMs: nowMs, moving: false }].slice(-MOST_PLACES);
      return true;
    }
    if (movingShare > 0.5) known.moving = true;
    const standing = movedShare < STANDING_SHARE;
    if (known.moving && !standing && nowMs - known.reportedMs < REPORT_EVERY_MS) return false;
    if (standing) known.moving = false;
    known.reportedMs = nowMs;
    known.place = place;
    return true;
  }
}

/** Of the smaller of both. */
function sharedArea(a: Place, b: Place): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const areaOf = (place: Place): number => (place.right - place.left) * (place.bottom - place.top);
  return (width * height) / Math.min(areaOf(a), areaOf(b));
}
