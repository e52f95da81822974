/**
 * How well the loudness of the microphone follows that of what is played, for every delay up to 1.6 s at once: running
 * sums that forget with a second, so that a block costs one multiplication for each delay. Pure.
 */
import type { PlayedCurve } from './played-curve.ts';

/** 1.6 s: playout queue, network, two jitter buffers and the room. */
export const MAX_LAG = 200;
/** What lies a second back counts for a third: a second is four syllables, and no other voice keeps step with four. */
const KEEP = 1 - 1 / 125;
/** A microphone quieter than this is silent. */
const AUDIBLE = 60;

export interface Delay {
  /** In blocks. */
  lag: number;
  /** -1 to 1. */
  correlation: number;
  /** Loudness of the microphone relative to what was played. */
  gain: number;
  /** Blocks that were ever compared. */
  blocks: number;
  /** Blocks of late, up to 125, in which the microphone heard something. */
  soundBlocks: number;
}

export class EchoDelays {
  #blocks = 0;
  #weight = 0;
  #sound = 0;
  #heard = 0;
  #heardSquares = 0;
  readonly #products = new Float64Array(MAX_LAG + 1);
  readonly #played = new Float64Array(MAX_LAG + 1);
  readonly #playedSquares = new Float64Array(MAX_LAG + 1);

  /** Blocks of the microphone in time order, the first of them heard at `first`. */
  add(energies: readonly number[], played: PlayedCurve, first: number): void {
    const roots = Float64Array.from({ length: MAX_LAG + energies.length }, (_, at) =>
      Math.sqrt(played.at(first - MAX_LAG + at)),
    );
    energies.forEach((energy, index) => {
      const heard = Math.sqrt(energy);
      this.#blocks += 1;
      this.#weight = this.#weight * KEEP + 1;
      this.#sound = this.#sound * KEEP + (energy >= AUDIBLE ? 1 : 0);
      this.#heard = this.#heard * KEEP + heard;
      this.#heardSquares = this.#heardSquares * KEEP + energy;
      for (let lag = 0; lag <= MAX_LAG; lag += 1) {
        const root = roots[MAX_LAG + index - lag] ?? 0;
        this.#products[lag] = (this.#products[lag] ?? 0) * KEEP + heard * root;
        this.#played[lag] = (this.#played[lag] ?? 0) * KEEP + root;
        this.#playedSquares[lag] = (this.#playedSquares[lag] ?? 0) * KEEP + root * root;
      }
    });
  }

  /** The delay at which both agree best. */
  best(): Delay {
    let [best, highest] = [0, Number.NEGATIVE_INFINITY];
    for (let lag = 0; lag <= MAX_LAG; lag += 1) {
      const correlation = this.#correlation(lag);
      if (correlation > highest) [best, highest] = [lag, correlation];
    }
    return this.at(best);
  }

  at(lag: number): Delay {
    const squares = this.#playedSquares[lag] ?? 0;
    return {
      lag,
      correlation: this.#correlation(lag),
      gain: squares > 0 ? ((this.#products[lag] ?? 0) / squares) ** 2 : 0,
      blocks: this.#blocks,
      soundBlocks: this.#sound,
    };
  }

  #correlation(lag: number): number {
    const played = this.#played[lag] ?? 0;
    const spread =
      (this.#heardSquares - this.#heard ** 2 / this.#weight) *
      ((this.#playedSquares[lag] ?? 0) - played ** 2 / this.#weight);
    return spread > 1e-9 ? ((this.#products[lag] ?? 0) - (this.#heard * played) / this.#weight) / Math.sqrt(spread) : 0;
  }
}
