/**
 * Small places that change again and again (a clock, a spinner, a counter): reported once, then held until they rest.
 * A place that changes at a steady pace, however slow, is a clock. Remembers a bounded number of places. Pure.
 */
import type { Place } from './place-search.ts';

/** No change for this long is rest: longer than two seconds of a clock, of which one may look like what was reported. */
const REST_MS = 2_500;
/** A steady place rests when it missed two of its changes. */
const REST_PERIODS = 2.5;
const STEADY_INTERVALS = 3;
const STEADY_SHARE = 0.2;
const STEADY_MS = 300;
const INSIDE_SHARE = 0.8;
const CLOCK_PACE_MS = 700;
const CLOCK_COLUMNS = 24;
const CLOCK_ROWS = 8;
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

  /** It changed a few times and goes on: what happens there is its own doing. */
  isTicking(place: Place, nowMs: number): boolean {
    const changes = this.#find(place)?.changesMs.slice(-STEADY_INTERVALS) ?? [];
    if (changes.length < STEADY_INTERVALS || nowMs - (changes.at(-1) ?? 0) >= REST_MS) return false;
    const paces = changes.slice(1).map((atMs, i) => atMs - (changes[i] ?? atMs));
    return paces.every((ms) => ms >= CLOCK_PACE_MS && ms < REST_MS);
  }

  /** It changed since the last look: counts for places that are known, whether or not it is confirmed yet. */
  noteMove(place: Place, nowMs: number): void {
    const known = this.#find(place);
    const last = known?.changesMs.at(-1) ?? nowMs;
    if (known && nowMs - last > ONE_CHANGE_MS) known.changesMs = [...known.changesMs, nowMs].slice(-5);
  }

  /** Whether a small change is news now. */
  isNews(place: Place, nowMs: number): boolean {
    const known = this.#find(place);
    if (!known) {
      this.#known = [...this.#known, { place, changesMs: [nowMs], reportedMs: nowMs }].slice(-MOST_PLACES);
      return true;
    }
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
    const inside = this.#known.findLast((known) => sharedCells(place, known.place) >= INSIDE_SHARE * extent(place));
    if (inside) return inside;
    // A clock grows when its next digit turns: as long as it stays as small as a clock.
    const grown = this.#known.findLast((known) => sharedCells(place, known.place) > 0 && isClock(known.changesMs));
    if (!grown) return undefined;
    const union = unionOf(grown.place, place);
    if (union.right - union.left > CLOCK_COLUMNS || union.bottom - union.top > CLOCK_ROWS) return undefined;
    grown.place = union;
    return grown;
  }
}

const extent = (place: Place): number => (place.right - place.left) * (place.bottom - place.top);

function sharedCells(a: Place, b: Place): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

function unionOf(a: Place, b: Place): Place {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
    cells: b.cells,
  };
}

/** It changed a few times at the pace of seconds: slower than a person types. */
function isClock(changesMs: readonly number[]): boolean {
  const [first, last] = [changesMs[0], changesMs.at(-1)];
  if (first === undefined || last === undefined || changesMs.length <= STEADY_INTERVALS) return false;
  return (last - first) / (changesMs.length - 1) >= CLOCK_PACE_MS;
}

function restMs(changesMs: readonly number[]): number {
  const intervals = changesMs.slice(1).map((atMs, i) => atMs - (changesMs[i] ?? atMs));
  if (intervals.length < STEADY_INTERVALS) return REST_MS;
  const latest = intervals.slice(-STEADY_INTERVALS);
  const mean = latest.reduce((sum, ms) => sum + ms, 0) / latest.length;
  const steady = latest.every((ms) => Math.abs(ms - mean) <= Math.max(STEADY_MS, mean * STEADY_SHARE));
  return steady ? Math.max(REST_MS, mean * REST_PERIODS) : REST_MS;
}
