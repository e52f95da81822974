/**
 * Small places that change again and again (a clock, a spinner, a counter): reported once, then held until they rest.
 * A place that changes at a steady pace, however slow, is a clock. Remembers a bounded number of places. Pure.
 */
import type { Place } from './place-search.ts';

/** No change for this long is rest: longer than the second of a clock. */
const REST_MS = 2_000;
/** A steady place rests when it missed two of its changes. */
const REST_PERIODS = 2.5;
const STEADY_INTERVALS = 3;
const STEADY_SHARE = 0.2;
const STEADY_MS = 300;
const INSIDE_SHARE = 0.8;
const MOST_PLACES = 64;
/** Two looks at one and the same transition are one change. */
const ONE_CHANGE_MS = 250;

interface Known {
  place: Place;
  changesMs: number[];
  reportedMs: number;
}

export class TickingWatch {
  #known: Known[] = [];

  /** When the place was last reported, if it is known. */
  reportedMs(place: Place): number | undefined {
    return this.#find(place)?.reportedMs;
  }

  /** Whether a small change is news now; `moved`: it changed since the last look. */
  isNews(place: Place, moved: boolean, nowMs: number): boolean {
    const known = this.#find(place);
    if (!known) {
      this.#known = [...this.#known, { place, changesMs: [nowMs], reportedMs: nowMs }].slice(-MOST_PLACES);
      return true;
    }
    const last = known.changesMs.at(-1) ?? nowMs;
    if (moved && nowMs - last > ONE_CHANGE_MS) known.changesMs = [...known.changesMs, nowMs].slice(-5);
    const [previous, latest] = [known.changesMs.at(-2), known.changesMs.at(-1) ?? nowMs];
    const rest = restMs(known.changesMs);
    const rested = nowMs - latest >= rest;
    const firstForLong = previous !== undefined && latest - previous >= rest && latest > known.reportedMs;
    if (!rested && !firstForLong) return false;
    known.reportedMs = nowMs;
    // Least recently of use goes first.
    this.#known = [...this.#known.filter((other) => other !== known), known];
    return true;
  }

  #find(place: Place): Known | undefined {
    return this.#known.findLast(({ place: known }) => {
      const inside = place.cells.length * INSIDE_SHARE;
      if (place.right <= known.left || place.left >= known.right) return false;
      if (place.bottom <= known.top || place.top >= known.bottom) return false;
      const width = Math.min(place.right, known.right) - Math.max(place.left, known.left);
      const height = Math.min(place.bottom, known.bottom) - Math.max(place.top, known.top);
      const share = (width * height) / ((place.right - place.left) * (place.bottom - place.top));
      return share * place.cells.length >= inside;
    });
  }
}

function restMs(changesMs: readonly number[]): number {
  const intervals = changesMs.slice(1).map((atMs, i) => atMs - (changesMs[i] ?? atMs));
  if (intervals.length < STEADY_INTERVALS) return REST_MS;
  const latest = intervals.slice(-STEADY_INTERVALS);
  const mean = latest.reduce((sum, ms) => sum + ms, 0) / latest.length;
  const steady = latest.every((ms) => Math.abs(ms - mean) <= Math.max(STEADY_MS, mean * STEADY_SHARE));
  return steady ? Math.max(REST_MS, mean * REST_PERIODS) : REST_MS;
}
