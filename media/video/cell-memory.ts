/**
 * What is known of each cell of a source: what was reported, what was seen last, what was there before, how much it
 * flickers by itself and whether it keeps moving. Numbers only, no frame. Pure.
 */
import { LEVEL } from './cell-grid.ts';

/** Less than this is what compression leaves behind on a still page. */
const LEAST_THRESHOLD = 5 * LEVEL;
/** A cell's own flicker may raise its threshold to this, no further: a blinking light must not hide a new page. */
const MOST_NOISE = 5 * LEVEL;
const TIMES_NOISE = 4;
/** A cell that changed in two looks running is moving; it rests after about four quiet ones. */
const HEAT_OF_A_CHANGE = 3;
const MOST_HEAT = 9;
const MOVING_HEAT = 6;
/** A camera that adapts to the light shifts all cells alike, by no more than this between reports. */
const MOST_DRIFT = 12 * LEVEL;
const UNKNOWN = -1;

export class CellMemory {
  now: Int16Array;
  #last: Int16Array;
  readonly #reported: Int16Array;
  readonly #before: Int16Array;
  readonly #noise: Uint16Array;
  readonly #heat: Uint8Array;
  /** 1 where the last look differed from what was reported. */
  readonly #differed: Uint8Array;
  readonly marked: Uint8Array;
  #commonNoise = 0;
  /** Cells that changed between the last look and this. */
  movedCells = 0;
  /** Not one cell differs from the last look. */
  identical = false;

  constructor(cells: number) {
    this.now = new Int16Array(cells);
    this.#last = new Int16Array(cells);
    this.#reported = new Int16Array(cells);
    this.#before = new Int16Array(cells).fill(UNKNOWN);
    this.#noise = new Uint16Array(cells);
    this.#heat = new Uint8Array(cells);
    this.#differed = new Uint8Array(cells);
    this.marked = new Uint8Array(cells);
  }

  /** Mean grey levels by which a still cell differs from look to look. */
  get noiseLevels(): number {
    return this.#commonNoise / LEVEL;
  }

  threshold(cell: number): number {
    const own = TIMES_NOISE * Math.max(this.#noise[cell] as number, this.#commonNoise);
    return Math.max(own, LEAST_THRESHOLD);
  }

  /** The first look: all of it is taken as reported. */
  begin(): void {
    this.#last.set(this.now);
    this.#reported.set(this.now);
  }

  /** Compares this look with the last: who moved, who is only noisy. Then follows the light. */
  compare(): void {
    const { now, marked } = this;
    let moved = 0;
    let noiseSum = 0;
    let quiet = 0;
    let exact = true;
    for (let cell = 0; cell < now.length; cell++) {
      const step = Math.abs((now[cell] as number) - (this.#last[cell] as number));
      if (step !== 0) exact = false;
      const heat = this.#heat[cell] as number;
      if (step > this.threshold(cell)) {
        moved++;
        marked[cell] = 1;
        this.#heat[cell] = Math.min(MOST_HEAT, heat + HEAT_OF_A_CHANGE);
      } else {
        marked[cell] = 0;
        if (heat > 0) this.#heat[cell] = heat - 1;
        noiseSum += step;
        quiet++;
      }
      const noise = this.#noise[cell] as number;
      this.#noise[cell] = noise + ((Math.min(step, MOST_NOISE) - noise) >> 4);
    }
    if (quiet > 0) this.#commonNoise += (Math.min(noiseSum / quiet, MOST_NOISE) - this.#commonNoise) / 8;
    this.movedCells = moved;
    this.identical = exact;
    if (!exact) this.#followLight();
  }

  /** Marks the cells that differ from what was reported; returns how many. */
  markDiffering(): number {
    let differing = 0;
    for (let cell = 0; cell < this.now.length; cell++) {
      const differs = this.difference(cell) > this.threshold(cell) ? 1 : 0;
      this.marked[cell] = differs;
      differing += differs;
    }
    return differing;
  }

  /** Closes a look: keeps what differed, so that the next look can tell what stayed. */
  endLook(): void {
    for (let cell = 0; cell < this.now.length; cell++)
      this.#differed[cell] = this.difference(cell) > this.threshold(cell) ? 1 : 0;
    const spare = this.#last;
    this.#last = this.now;
    this.now = spare;
  }

  /** No new picture came: the last one still stands. */
  standStill(): void {
    this.now.set(this.#last);
  }

  difference(cell: number): number {
    return Math.abs((this.now[cell] as number) - (this.#reported[cell] as number));
  }
  movedNow(cell: number): boolean {
    return Math.abs((this.now[cell] as number) - (this.#last[cell] as number)) > this.threshold(cell);
  }
  differedBefore(cell: number): boolean {
    return this.#differed[cell] === 1;
  }
  isMoving(cell: number): boolean {
    return (this.#heat[cell] as number) >= MOVING_HEAT;
  }
  /** It looks again as it did before the last change there. */
  isRestored(cell: number): boolean {
    const before = this.#before[cell] as number;
    return before !== UNKNOWN && Math.abs((this.now[cell] as number) - before) <= this.threshold(cell);
  }
  /** There is structure here (text, an edge): it differs from its neighbour now or in what was reported. */
  hasContent(cell: number, columns: number): boolean {
    const right = cell + 1;
    const below = cell + columns;
    if (below >= this.now.length || right % columns === 0) return false;
    return edge(this.now, cell, right, below) || edge(this.#reported, cell, right, below);
  }

  /** This is reported now; what was reported is remembered as what was there before. */
  accept(cell: number): void {
    this.#before[cell] = this.#reported[cell] as number;
    this.#reported[cell] = this.now[cell] as number;
    this.#differed[cell] = 0;
  }
  acceptAll(): void {
    this.#before.fill(UNKNOWN);
    this.#reported.set(this.now);
  }

  #followLight(): void {
    const steps: number[] = [];
    const stride = Math.max(1, Math.floor(this.now.length / 1021));
    for (let cell = 0; cell < this.now.length; cell += stride)
      steps.push((this.now[cell] as number) - (this.#reported[cell] as number));
    steps.sort((a, b) => a - b);
    const median = steps[steps.length >> 1] ?? 0;
    if (Math.abs(median) < LEVEL / 2 || Math.abs(median) > MOST_DRIFT) return;
    for (let cell = 0; cell < this.now.length; cell++) this.#reported[cell] = (this.#reported[cell] as number) + median;
  }
}

function edge(values: Int16Array, cell: number, right: number, below: number): boolean {
  const value = values[cell] as number;
  return (
    Math.abs(value - (values[right] as number)) > LEAST_THRESHOLD ||
    Math.abs(value - (values[below] as number)) > LEAST_THRESHOLD
  );
}
