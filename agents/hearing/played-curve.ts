/**
 * The loudness of what the agent plays, block by block on the clock of the ears: the last seconds and the next one.
 * Frames that follow one another are laid end to end, for the times they are announced with are rounded and jitter.
 */
import { blockEnergies } from '../../media/audio/energy.ts';

export const BLOCK_MS = 8;
/** 4 s: what is played may be announced a second before it sounds, and is looked back at for 1.6 s. */
const BLOCKS = 512;
/** A frame announced this close to the end of the one before follows it without a gap. */
const SEAM_MS = 30;

export class PlayedCurve {
  readonly #loudness = new Float64Array(BLOCKS);
  readonly #block = new Float64Array(BLOCKS).fill(-1);
  #endsAtMs = Number.NEGATIVE_INFINITY;

  /** `pcm` begins to sound at `atMs`. */
  add(pcm: Int16Array, sampleRateHz: number, atMs: number): void {
    const follows = Math.abs(atMs - this.#endsAtMs) < SEAM_MS;
    const startsAtMs = follows ? this.#endsAtMs : atMs;
    this.#endsAtMs = startsAtMs + (pcm.length / sampleRateHz) * 1_000;
    const first = Math.round(startsAtMs / BLOCK_MS);
    const energies = blockEnergies(pcm, Math.round((sampleRateHz * BLOCK_MS) / 1_000));
    if (follows && this.at(first - 1) === 0) this.#put(first - 1, this.at(first - 2));
    energies.forEach((energy, offset) => {
      this.#put(first + offset, energy);
    });
  }

  /** Nothing sounds from `block` on. */
  stoppedAt(block: number): void {
    for (let slot = 0; slot < BLOCKS; slot += 1) if ((this.#block[slot] ?? -1) >= block) this.#block[slot] = -1;
    this.#endsAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Root mean square of one block; 0 where nothing sounds. */
  at(block: number): number {
    if (block < 0) return 0;
    const slot = block % BLOCKS;
    return this.#block[slot] === block ? (this.#loudness[slot] ?? 0) : 0;
  }

  loudest(from: number, to: number): number {
    let loudest = 0;
    for (let block = from; block <= to; block += 1) loudest = Math.max(loudest, this.at(block));
    return loudest;
  }

  #put(block: number, loudness: number): void {
    if (block < 0) return;
    this.#loudness[block % BLOCKS] = loudness;
    this.#block[block % BLOCKS] = block;
  }
}
