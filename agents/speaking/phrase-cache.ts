/**
 * Speech that must be there when its provider is not: an agent's fixed lines are synthesised once and kept, so that a
 * greeting is instant and an apology can be heard while synthesis is down. Bounded by audio length; shared by calls.
 */
import type { TextToSpeech } from '../models/interfaces.ts';
import { speakable } from './speakable.ts';

const MAX_SAMPLES = 24_000 * 240;

export class PhraseCache {
  readonly #phrases = new Map<string, Int16Array>();
  readonly #warming = new Set<string>();
  #samples = 0;

  /** The same synthesis, with kept phrases answered from memory. */
  wrap(tts: TextToSpeech): TextToSpeech {
    const kept = (text: string, voice: string | undefined) => this.#phrases.get(keyOf(tts, text, voice));
    return {
      label: tts.label,
      sampleRateHz: tts.sampleRateHz,
      prewarm: (signal) => tts.prewarm(signal),
      synthesize: (text, options) => {
        const pcm = kept(text, options.voice);
        return pcm ? once(pcm) : tts.synthesize(text, options);
      },
    };
  }

  /** Synthesises the lines that are not kept yet, one after another. Never throws: what fails is tried again next time. */
  async warm(
    tts: TextToSpeech,
    lines: readonly string[],
    voice: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    for (const line of lines) {
      const text = speakable(line);
      const key = keyOf(tts, text, voice);
      if (signal.aborted || this.#phrases.has(key) || this.#warming.has(key)) continue;
      this.#warming.add(key);
      try {
        const chunks: Int16Array[] = [];
        for await (const chunk of tts.synthesize(text, { signal, ...(voice === undefined ? {} : { voice }) }))
          chunks.push(chunk);
        if (!signal.aborted) this.#keep(key, chunks);
      } catch {
        // The call itself meets the failing provider and reports it; a warm-up is only a chance missed.
      } finally {
        this.#warming.delete(key);
      }
    }
  }

  #keep(key: string, chunks: Int16Array[]): void {
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (length === 0) return;
    while (this.#samples + length > MAX_SAMPLES) {
      const oldest = this.#phrases.entries().next().value;
      if (!oldest) return;
      this.#phrases.delete(oldest[0]);
      this.#samples -= oldest[1].length;
    }
    const pcm = new Int16Array(length);
    let at = 0;
    for (const chunk of chunks) {
      pcm.set(chunk, at);
      at += chunk.length;
    }
    this.#phrases.set(key, pcm);
    this.#samples += length;
  }
}

const keyOf = (tts: TextToSpeech, text: string, voice: string | undefined): string =>
  `${tts.label}\n${voice ?? ''}\n${text}`;
async function* once(pcm: Int16Array): AsyncIterable<Int16Array> {
  yield pcm.slice();
}
