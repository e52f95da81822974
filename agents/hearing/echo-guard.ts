/**
 * Is what the microphone hears the agent's own voice coming back through a speaker? Compares the loudness curve of the
 * microphone with that of what was played, at delays of 20 to 400 ms, and learns delay and gain of the echo. No
 * sound is changed here: it only says which windows are echo and nothing but echo. A person louder than the echo passes.
 */
import { blockEnergies } from '../../media/audio/energy.ts';

export interface EchoVerdict {
  echo: boolean;
  /** 0 to 1: how well the microphone follows what was played. */
  confidence: number;
}

const BLOCK_MS = 8;
/** 4 s of loudness: what is played may be announced a little before it sounds. */
const RING_BLOCKS = 512;
const MIN_LAG = 2;
const MAX_LAG = 52;
/** The curve that is compared: a second is four syllables, and no other voice keeps step with four. */
const CURVE_BLOCKS = 125;
/** From here the delay counts as found; a person speaking over it lowers it for a while, which is why it is kept. */
const LEARN_CORRELATION = 0.75;
/** Below this over `FORGET_BLOCKS` of sound on both sides, the echo has gone (headphones plugged in). */
const FORGET_CORRELATION = 0.3;
const FORGET_BLOCKS = 375;
/** Sound this far above the expected echo (7 dB) is somebody else. */
const OVER_ECHO = 2.2;
/** Louder than this share of what was played (-6 dB) no echo is. */
const LOUDEST_SHARE = 0.5;
/** Until the echo is known: quieter than this share (-15 dB) and in step over the short curve is taken for echo. */
const UNKNOWN_SHARE = 0.18;
const UNKNOWN_CORRELATION = 0.5;
const SHORT_CURVE_BLOCKS = 32;
/** What is played must have sounded this long before its absence at the microphone says that there is no echo. */
const KNOWN_AFTER_BLOCKS = 125;
/** Rooms ring on: the expected echo falls by a quarter of a decibel per millisecond at most. */
const RING_DOWN = 0.8;
const AUDIBLE = 60;

export class EchoGuard {
  readonly #played = new Float64Array(RING_BLOCKS);
  readonly #playedAt = new Float64Array(RING_BLOCKS).fill(-1);
  readonly #heard = new Float64Array(RING_BLOCKS);
  readonly #heardAt = new Float64Array(RING_BLOCKS).fill(-1);
  #path: { lag: number; gain: number } | undefined;
  /** Blocks of played sound since the path was last looked for without success, and of sound out of step with it. */
  #unmatchedBlocks = 0;
  #listenedBlocks = 0;

  /** `pcm` begins to sound at `atMs` (same clock as the windows); it may lie a second ahead. */
  played(pcm: Int16Array, sampleRateHz: number, atMs: number): void {
    const energies = blockEnergies(pcm, Math.round((sampleRateHz * BLOCK_MS) / 1000));
    const first = Math.round(atMs / BLOCK_MS);
    energies.forEach((energy, offset) => {
      this.#played[(first + offset) % RING_BLOCKS] = energy;
      this.#playedAt[(first + offset) % RING_BLOCKS] = first + offset;
    });
  }

  /** What was announced for later than `atMs` is not played after all (paused or cut). */
  stoppedAt(atMs: number): void {
    const last = Math.round(atMs / BLOCK_MS);
    for (let slot = 0; slot < RING_BLOCKS; slot += 1)
      if ((this.#playedAt[slot] ?? -1) >= last) this.#playedAt[slot] = -1;
  }

  /** One window of the microphone, as block loudness in time order; `atMs` is the time of its last sample. */
  judge(blocks: readonly number[], atMs: number): EchoVerdict {
    const last = Math.round(atMs / BLOCK_MS) - 1;
    blocks.forEach((energy, index) => {
      const block = last - blocks.length + 1 + index;
      if (block < 0) return;
      this.#heard[block % RING_BLOCKS] = energy;
      this.#heardAt[block % RING_BLOCKS] = block;
    });
    const loudestPlayed = this.#loudest(last - MAX_LAG - blocks.length, last - MIN_LAG);
    if (loudestPlayed < AUDIBLE) return { echo: false, confidence: 0 };
    this.#listenedBlocks += blocks.length;
    const level = Math.max(0, ...blocks);
    if (level < AUDIBLE) return { echo: false, confidence: 0 };
    const found = this.#bestLag(last, CURVE_BLOCKS);
    this.#learn(found, last, blocks.length);
    if (level > loudestPlayed * LOUDEST_SHARE) return { echo: false, confidence: 0 };
    if (this.#path)
      return { echo: this.#explains(this.#path, blocks, last), confidence: Math.max(0, found.correlation) };
    if (this.#listenedBlocks >= KNOWN_AFTER_BLOCKS) return { echo: false, confidence: Math.max(0, found.correlation) };
    const short = this.#bestLag(last, SHORT_CURVE_BLOCKS);
    return {
      echo: level <= loudestPlayed * UNKNOWN_SHARE && short.correlation >= UNKNOWN_CORRELATION,
      confidence: Math.max(0, short.correlation),
    };
  }

  #learn(found: { lag: number; correlation: number }, last: number, blocks: number): void {
    if (found.correlation >= LEARN_CORRELATION) {
      const gain = this.#gainAt(found.lag, last);
      if (gain > LOUDEST_SHARE) return;
      const known = this.#path && Math.abs(this.#path.lag - found.lag) <= 1 ? this.#path.gain : gain;
      this.#path = { lag: found.lag, gain: known * 0.8 + gain * 0.2 };
      this.#unmatchedBlocks = 0;
    } else if (this.#path && found.correlation < FORGET_CORRELATION) {
      this.#unmatchedBlocks += blocks;
      if (this.#unmatchedBlocks >= FORGET_BLOCKS) this.#path = undefined;
    }
  }

  /** True when no block of the window is louder than the echo that the path predicts. */
  #explains(path: { lag: number; gain: number }, blocks: readonly number[], last: number): boolean {
    return blocks.every((energy, index) => {
      const at = last - blocks.length + 1 + index - path.lag;
      let expected = Math.max(this.#playedBlock(at + 1), this.#playedBlock(at + 2));
      for (let back = 0, decay = 1; back < 12; back += 1, decay *= RING_DOWN)
        expected = Math.max(expected, this.#playedBlock(at - back) * decay);
      return energy <= AUDIBLE || energy <= expected * path.gain * OVER_ECHO;
    });
  }

  #playedBlock(block: number): number {
    const slot = block % RING_BLOCKS;
    return block >= 0 && this.#playedAt[slot] === block ? (this.#played[slot] ?? 0) : 0;
  }

  #heardBlock(block: number): number {
    const slot = block % RING_BLOCKS;
    return block >= 0 && this.#heardAt[slot] === block ? (this.#heard[slot] ?? 0) : 0;
  }

  #loudest(from: number, to: number): number {
    let loudest = 0;
    for (let block = from; block <= to; block += 1) loudest = Math.max(loudest, this.#playedBlock(block));
    return loudest;
  }

  /** The delay at which the two loudness curves agree best (Pearson), over the `length` blocks up to `last`. */
  #bestLag(last: number, length: number): { lag: number; correlation: number } {
    const heard = new Float64Array(length);
    const played = new Float64Array(length + MAX_LAG);
    for (let at = 0; at < length; at += 1) heard[at] = Math.sqrt(this.#heardBlock(last - length + 1 + at));
    for (let at = 0; at < length + MAX_LAG; at += 1)
      played[at] = Math.sqrt(this.#playedBlock(last - length - MAX_LAG + 1 + at));
    const best = { lag: 0, correlation: 0 };
    for (let lag = MIN_LAG; lag <= MAX_LAG; lag += 1) {
      const correlation = pearson(heard, played, MAX_LAG - lag);
      if (correlation > best.correlation) {
        best.correlation = correlation;
        best.lag = lag;
      }
    }
    return best;
  }

  /** Loudness of the microphone relative to what was played `lag` blocks before, by least squares. */
  #gainAt(lag: number, last: number): number {
    let product = 0;
    let square = 0;
    for (let block = last - CURVE_BLOCKS + 1; block <= last; block += 1) {
      const played = this.#playedBlock(block - lag);
      product += played * this.#heardBlock(block);
      square += played * played;
    }
    return square === 0 ? 0 : product / square;
  }
}

function pearson(a: Float64Array, b: Float64Array, offset: number): number {
  let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
  const length = a.length;
  for (let at = 0; at < length; at += 1) {
    const x = a[at] ?? 0;
    const y = b[at + offset] ?? 0;
    sumA += x;
    sumB += y;
    squareA += x * x;
    squareB += y * y;
    product += x * y;
  }
  const spread = Math.sqrt((squareA - (sumA * sumA) / length) * (squareB - (sumB * sumB) / length));
  return spread > 1e-6 ? (product - (sumA * sumB) / length) / spread : 0;
}
