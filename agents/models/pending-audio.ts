/** Audio that waits for a recogniser, bounded: when full the oldest goes, since the newest words matter most. */

export class PendingAudio {
  readonly #mostSamples: number;
  #chunks: Int16Array[] = [];
  #samples = 0;

  constructor(mostSamples: number) {
    this.#mostSamples = mostSamples;
  }

  get samples(): number {
    return this.#samples;
  }

  /** Keeps a copy: callers reuse their windows. */
  push(pcm: Int16Array): void {
    this.#chunks.push(pcm.slice());
    this.#samples += pcm.length;
    while (this.#samples > this.#mostSamples && this.#chunks.length > 1)
      this.#samples -= this.#chunks.shift()?.length ?? 0;
  }

  /** Everything, oldest first, without letting go of it. */
  peek(): readonly Int16Array[] {
    return this.#chunks;
  }

  drain(): Int16Array[] {
    const chunks = this.#chunks;
    this.clear();
    return chunks;
  }

  clear(): void {
    this.#chunks = [];
    this.#samples = 0;
  }
}
