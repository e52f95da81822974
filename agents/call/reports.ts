/**
 * What came of things since they were asked for, told by the agent in its own words when the floor is free: in order,
 * bounded, and once more when nothing of it was heard. Decides no turns.
 */
import { type Clock, realClock, type Timer } from '../../media/clock.ts';
import type { ChatMessage } from '../models/interfaces.ts';

export interface Report {
  /** What happened, for the model; the caller did not say it. */
  text: string;
  /** Calls of tools and their results, as if the model had made them. */
  given: readonly ChatMessage[];
  /** The caller heard of it. */
  onTold?(): void;
}
export interface ReportsOptions {
  /** Takes the floor and tells it as the generation that is returned; undefined when the floor is not free. */
  tryTell(report: Report): number | undefined;
  onDropped(report: Report): void;
  clock?: Clock;
}
const MAX_WAITING = 8;
const LOOK_EVERY_MS = 200;
/** A caller who talks over it each time does not want to hear it. */
const MAX_TIMES = 3;

interface Waiting {
  report: Report;
  times: number;
}

export class Reports {
  readonly #options: ReportsOptions;
  readonly #waiting: Waiting[] = [];
  readonly #telling = new Map<number, { report: Promise<Report | undefined>; times: number }>();
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: ReportsOptions) {
    this.#options = options;
  }

  tell(report: Report): void {
    this.#put({ report, times: 0 });
  }
  /** The turn `generation` tells it; when nothing of that turn is heard, it is told again. */
  toldBy(generation: number, report: Promise<Report | undefined>): void {
    this.#telling.set(generation, { report, times: 1 });
  }
  /** A turn is over, and this was heard of it. */
  turnOver(generation: number, heard: string): void {
    const told = this.#telling.get(generation);
    this.#telling.delete(generation);
    if (!told) return;
    if (heard !== '') return void told.report.then((report) => report?.onTold?.());
    if (told.times >= MAX_TIMES) return;
    void told.report.then((report) => report && this.#put({ report, times: told.times }));
  }
  /** Somebody else listens now: what the one before was to be told is not for them. */
  forget(): void {
    this.#waiting.length = 0;
    this.#telling.clear();
  }
  close(): void {
    this.#closed = true;
    this.#timer?.clear();
    this.forget();
  }

  #put(waiting: Waiting): void {
    if (this.#closed) return;
    this.#waiting.push(waiting);
    const dropped = this.#waiting.length > MAX_WAITING ? this.#waiting.shift() : undefined;
    if (dropped) this.#options.onDropped(dropped.report);
    // Whoever reports may be in the middle of a turn's end: the floor is asked for when that is over.
    this.#arm(0);
  }
  #arm(inMs: number): void {
    if (this.#closed || this.#timer || this.#waiting.length === 0) return;
    this.#timer = (this.#options.clock ?? realClock).setTimer(inMs, () => {
      this.#timer = undefined;
      const [next] = this.#waiting;
      const generation = next && this.#options.tryTell(next.report);
      if (next && generation !== undefined) {
        this.#waiting.shift();
        this.#telling.set(generation, { report: Promise.resolve(next.report), times: next.times + 1 });
      }
      this.#arm(LOOK_EVERY_MS);
    });
  }
}
