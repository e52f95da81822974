/** A chain of language models that looks like one. Before the first token the next takes over; after it the error surfaces, so that the call can say so. */
import type { ModelDeadlines } from './deadlines.ts';
import { type ChainMember, streamFromChain } from './fallback-chain.ts';
import type { ChatDelta, ChatRequest, LanguageModel, OnDegraded } from './interfaces.ts';

export class FallbackLanguageModel implements LanguageModel {
  readonly label: string;
  readonly #members: readonly ChainMember<LanguageModel>[];
  readonly #deadlines: ModelDeadlines;
  readonly #onDegraded: OnDegraded;

  constructor(
    members: readonly ChainMember<LanguageModel>[],
    deadlines: ModelDeadlines,
    onDegraded: OnDegraded = () => undefined,
  ) {
    this.label = members.map((member) => member.model.label).join(',');
    this.#members = members;
    this.#deadlines = deadlines;
    this.#onDegraded = onDegraded;
  }

  chat(request: ChatRequest, signal: AbortSignal, options: { onDegraded?: OnDegraded } = {}): AsyncIterable<ChatDelta> {
    return streamFromChain(this.#members, {
      function: 'llm',
      firstMs: this.#deadlines.firstTokenMs,
      gapMs: this.#deadlines.tokenGapMs,
      signal,
      start: (model, memberSignal) => model.chat(request, memberSignal),
      useful: (delta) => delta.type !== 'usage',
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
