/** A chain of voices that looks like one. A clause that fails before its first sample is spoken by the next; one that breaks off raises. */
import type { ModelDeadlines } from './deadlines.ts';
import { type ChainMember, streamFromChain } from './fallback-chain.ts';
import type { OnDegraded, SpeechOptions, TextToSpeech } from './interfaces.ts';

export class FallbackTextToSpeech implements TextToSpeech {
  readonly label: string;
  readonly sampleRateHz: number;
  readonly #members: readonly ChainMember<TextToSpeech>[];
  readonly #deadlines: ModelDeadlines;
  readonly #onDegraded: OnDegraded;

  constructor(
    members: readonly ChainMember<TextToSpeech>[],
    deadlines: ModelDeadlines,
    onDegraded: OnDegraded = () => undefined,
  ) {
    const rates = new Set(members.map((member) => member.model.sampleRateHz));
    const [rate] = rates;
    this.label = members.map((member) => member.model.label).join(',');
    if (rate === undefined || rates.size > 1) {
      throw new RangeError(
        `the voices ${this.label} send audio at different rates (${[...rates].join(', ')} Hz) and cannot stand in for each other.`,
      );
    }
    this.sampleRateHz = rate;
    this.#members = members;
    this.#deadlines = deadlines;
    this.#onDegraded = onDegraded;
  }

  synthesize(text: string, options: SpeechOptions): AsyncIterable<Int16Array> {
    // A voice belongs to its vendor: only the first of the chain knows the one that was asked for.
    const { voice, ...withoutVoice } = options;
    return streamFromChain(this.#members, {
      function: 'tts',
      firstMs: this.#deadlines.firstSpeechMs,
      gapMs: this.#deadlines.speechGapMs,
      signal: options.signal,
      start: (model, signal) =>
        model.synthesize(text, {
          ...withoutVoice,
          ...(voice !== undefined && model === this.#members[0]?.model ? { voice } : {}),
          signal,
        }),
      useful: (pcm) => pcm.length > 0,
      onDegraded: (degradation) => {
        this.#onDegraded(degradation);
        options.onDegraded?.(degradation);
      },
    });
  }

  async prewarm(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#members.map((member) => member.model.prewarm(signal)));
  }
}
