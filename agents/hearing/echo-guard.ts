/**
 * Is what the microphone hears the agent's own voice coming back through a speaker? Compares the loudness curve of the
 * microphone with that of what was played, at all delays up to 1.6 s (network, two jitter buffers, a room), and learns
 * delay and gain of the echo. No sound is changed here: it only says which windows are echo and nothing but echo. A
 * person louder than the echo passes.
 */
import { type Delay, EchoDelays, MAX_LAG } from './echo-delays.ts';
import { BLOCK_MS, PlayedCurve } from './played-curve.ts';
import { SteadyBlocks } from './steady-blocks.ts';

export interface EchoVerdict {
  echo: boolean;
  /** 0 to 1: how well the microphone follows what was played. */
  confidence: number;
  /** The agent sounds or has sounded so lately that its echo may still arrive. */
  agentHeard: boolean;
}

/** From here the delay counts as found; a person speaking over it lowers it for a while, which is why it is kept. */
const LEARN_CORRELATION = 0.75;
/** A delay is believed once this much sound of the microphone was compared: anything agrees with a single syllable. */
const LEARN_BLOCKS = 50;
/** Another delay than the known one must agree better by this much: a steady tone agrees at many. */
const BETTER_BY = 0.1;
/** Below this over `FORGET_BLOCKS` of sound on both sides, the echo has gone (headphones plugged in). */
const FORGET_CORRELATION = 0.3;
const FORGET_BLOCKS = 375;
/** Sound this far above the expected echo (7 dB) is somebody else. */
const OVER_ECHO = 2.2;
/** Louder than this share of what was played (-6 dB) no echo is. */
const LOUDEST_SHARE = 0.5;
/** Until the echo is known: quieter than this share (-9 dB) and in step is taken for echo. */
const UNKNOWN_SHARE = 0.35;
const UNKNOWN_CORRELATION = 0.42;
/** What was in step stays so down to this for half a second: a delay that just moved fits only half of the curve. */
const WAVERING_CORRELATION = 0.25;
const WAVERING_BLOCKS = 64;
/** This much sound (1.6 s) that nothing at the microphone keeps step with says that there is no echo. */
const NO_ECHO_BLOCKS = 200;
/** Silence where an echo would be says it twice as fast. */
const SILENCE_COUNTS = 2;
/** A path found less than a second ago may still be wrong. */
const YOUNG_BLOCKS = 125;
/** Jitter buffers stretch and shrink what they play: the echo may come 600 ms later than it did, or any time earlier. */
const LATER_BLOCKS = 75;
/** This many windows over the echo are somebody else, whose softer syllables pass for the third of a second after. */
const OTHER_WINDOWS = 2;
const OTHER_BLOCKS = 40;
/** After a single one no block may be louder than the echo of its own moment. */
const DOUBT_BLOCKS = 12;
/** Rooms ring on: the expected echo falls by a quarter of a decibel per millisecond at most. */
const RING_DOWN = 0.8;
const RING_BLOCKS = 12;
const AUDIBLE = 60;

export class EchoGuard {
  readonly #played = new PlayedCurve();
  readonly #delays = new EchoDelays();
  readonly #time = new SteadyBlocks();
  #path: { lag: number; gain: number; foundAt: number } | undefined;
  /** Blocks of sound out of step with the path; and, without a path, blocks of played sound that brought no echo. */
  #unmatchedBlocks = 0;
  #echolessBlocks = 0;
  #inStepAt = Number.NEGATIVE_INFINITY;
  #overWindows = 0;
  #overAt = Number.NEGATIVE_INFINITY;

  /** `pcm` begins to sound at `atMs` (same clock as the windows); it may lie a second ahead. */
  played(pcm: Int16Array, sampleRateHz: number, atMs: number): void {
    this.#played.add(pcm, sampleRateHz, atMs);
  }

  /** What was announced for later than `atMs` is not played after all (paused or cut). */
  stoppedAt(atMs: number): void {
    this.#played.stoppedAt(Math.round(atMs / BLOCK_MS));
  }

  /** One window of the microphone, as block loudness in time order; `atMs` is the time of its last sample. */
  judge(blocks: readonly number[], atMs: number): EchoVerdict {
    const last = this.#time.lastBlock(blocks.length, atMs);
    const first = last - blocks.length + 1;
    const loudestPlayed = this.#played.loudest(first - MAX_LAG, last);
    if (loudestPlayed < AUDIBLE) return { echo: false, confidence: 0, agentHeard: false };
    this.#delays.add(blocks, this.#played, first);
    const level = Math.max(0, ...blocks);
    if (level < AUDIBLE) {
      if (this.#path && this.#missing(this.#path, last)) this.#unmatched(blocks.length);
      if (this.#soundsAllAlong(last)) this.#echolessBlocks += blocks.length * SILENCE_COUNTS;
      return { echo: false, confidence: 0, agentHeard: true };
    }
    const found = this.#delays.best();
    this.#learn(found, blocks.length, last);
    if (found.correlation >= UNKNOWN_CORRELATION) {
      this.#inStepAt = last;
      this.#echolessBlocks = Math.max(0, this.#echolessBlocks - blocks.length);
    } else this.#echolessBlocks += blocks.length;
    if (level > loudestPlayed * LOUDEST_SHARE) {
      this.#over(last);
      return { echo: false, confidence: Math.max(0, found.correlation), agentHeard: true };
    }
    const echo = this.#known(blocks, level, last) ?? this.#likely(level, loudestPlayed, found, last);
    return { echo, confidence: Math.max(0, found.correlation), agentHeard: true };
  }

  #learn(found: Delay, blocks: number, last: number): void {
    const known = this.#path;
    if (found.correlation >= LEARN_CORRELATION && found.soundBlocks >= LEARN_BLOCKS) {
      const kept = known && this.#delays.at(known.lag);
      const best = kept && kept.correlation > found.correlation - BETTER_BY ? kept : found;
      if (best.gain > LOUDEST_SHARE) return;
      const gain = known ? known.gain * 0.9 + best.gain * 0.1 : best.gain;
      this.#path = { lag: best.lag, gain, foundAt: known?.foundAt ?? last };
      this.#unmatchedBlocks = 0;
    } else if (known && found.correlation < FORGET_CORRELATION) {
      this.#unmatched(blocks);
    }
  }

  #unmatched(blocks: number): void {
    this.#unmatchedBlocks += blocks;
    if (this.#unmatchedBlocks >= FORGET_BLOCKS) this.#path = undefined;
  }

  /** The agent has sounded now, a third and two thirds of a second ago: whatever the delay, its echo would be here. */
  #soundsAllAlong(last: number): boolean {
    return [0, 40, 80].every((ago) => this.#played.loudest(last - ago - RING_BLOCKS, last - ago) >= AUDIBLE);
  }

  /** The microphone is silent where an echo would be loud. */
  #missing({ lag, gain }: { lag: number; gain: number }, last: number): boolean {
    return this.#played.loudest(last - lag - RING_BLOCKS, last - lag) * gain > AUDIBLE * OVER_ECHO;
  }

  /** With a known path: no louder than its echo. Undefined where the path cannot tell. */
  #known(blocks: readonly number[], level: number, last: number): boolean | undefined {
    if (!this.#path) return undefined;
    const { lag, gain, foundAt } = this.#path;
    const about = this.#played.loudest(last - lag - LATER_BLOCKS, last);
    if (level > about * gain * OVER_ECHO) {
      if (last - foundAt < YOUNG_BLOCKS) return undefined;
      this.#over(last);
      return false;
    }
    const sinceOver = last - this.#overAt;
    if (sinceOver > OTHER_BLOCKS || (this.#overWindows < OTHER_WINDOWS && sinceOver > DOUBT_BLOCKS)) return true;
    return this.#overWindows < OTHER_WINDOWS && this.#explains(this.#path, blocks, last);
  }

  #over(last: number): void {
    this.#overWindows = last - this.#overAt <= OTHER_BLOCKS ? this.#overWindows + 1 : 1;
    this.#overAt = last;
  }

  /** Without a path yet: in step with what is played, softer, and listened to since it was played. */
  #likely(level: number, loudestPlayed: number, found: Delay, last: number): boolean {
    return (
      (this.#path !== undefined || this.#echolessBlocks < NO_ECHO_BLOCKS) &&
      level <= loudestPlayed * UNKNOWN_SHARE &&
      found.blocks >= found.lag &&
      (found.correlation >= UNKNOWN_CORRELATION ||
        (found.correlation >= WAVERING_CORRELATION && last - this.#inStepAt <= WAVERING_BLOCKS))
    );
  }

  /** True when no block of the window is louder than the echo that the path predicts for that very moment. */
  #explains({ lag, gain }: { lag: number; gain: number }, blocks: readonly number[], last: number): boolean {
    return blocks.every((energy, index) => {
      const at = last - blocks.length + 1 + index - lag;
      let expected = this.#played.loudest(at, at + 2);
      for (let back = 0, decay = 1; back < RING_BLOCKS; back += 1, decay *= RING_DOWN)
        expected = Math.max(expected, this.#played.at(at - back) * decay);
      return energy <= AUDIBLE || energy <= expected * gain * OVER_ECHO;
    });
  }
}
