/**
 * What the caller's memory has to say, asked before it is needed: once before the greeting, then from the first words
 * of each turn on. An answer that is late is simply not in this turn's prompt; the talker can still ask by tool.
 */
import type { MemoryClient, RecallResponse } from '../memory/service-api.ts';

/** Waiting longer than this would be heard: the partial's recall is usually there already. */
const WAIT_MS = 30;
const TYPED_WAIT_MS = 150;
const DEADLINE_MS = 150;
const MAX_LINES = 12;

export interface RecallAheadOptions {
  memory: MemoryClient;
  userId: string;
  sessionId: string;
  signal: AbortSignal;
}

export class RecallAhead {
  readonly #options: RecallAheadOptions;
  #prefetched: RecallResponse | undefined;
  #text = '';
  #asked: Promise<RecallResponse> | undefined;
  #latest: RecallResponse | undefined;
  /** The words to ask for when the recall in flight is back. */
  #next: string | undefined;
  #inFlight = 0;

  constructor(options: RecallAheadOptions) {
    this.#options = options;
  }

  get userId(): string {
    return this.#options.userId;
  }
  /** Before the greeting. Never throws. */
  async prefetch(): Promise<RecallResponse> {
    const { memory, userId, sessionId, signal } = this.#options;
    this.#prefetched = await memory.prefetch(userId, sessionId, signal);
    return this.#prefetched;
  }
  /** The caller is saying `text`: one recall is in flight at a time, and the latest words come next. */
  hear(text: string): void {
    if (this.#inFlight > 0) this.#next = text;
    else void this.ask(text);
  }
  /** Asks for `text` now, unless the very same was asked last. */
  ask(text: string): Promise<RecallResponse> {
    if (this.#asked && text === this.#text) return this.#asked;
    this.#text = text;
    const { memory, userId, sessionId, signal } = this.#options;
    this.#next = undefined;
    this.#inFlight += 1;
    const asked = memory.recall({ userId, sessionId, query: text, deadlineMs: DEADLINE_MS }, signal).then((answer) => {
      this.#inFlight -= 1;
      if (this.#asked === asked) {
        this.#latest = answer;
        // Memory did not answer: the same words asked again may find it back.
        if (answer.ranking === 'none' && answer.degraded !== undefined) this.#asked = undefined;
      }
      if (this.#next !== undefined && !signal.aborted) this.hear(this.#next);
      return answer;
    });
    this.#asked = asked;
    return asked;
  }
  /** What is known for `text` within the wait: its own recall, else the one for the words before, with the prefetch. */
  async lines(
    text: string,
    source: 'speech' | 'typed',
  ): Promise<{ lines: string[]; answer: RecallResponse | undefined }> {
    const waitMs = source === 'typed' ? TYPED_WAIT_MS : WAIT_MS;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), waitMs);
    });
    const own = await Promise.race([this.ask(text), late]);
    clearTimeout(timer);
    const answer = own ?? this.#latest;
    const records = [...(answer?.items ?? []), ...(this.#prefetched?.items ?? [])].map((item) => item.record);
    const lines = [...new Map(records.map((record) => [record.id, record.content.private])).values()].filter(
      (line) => line !== '',
    );
    return { lines: lines.slice(0, MAX_LINES), answer };
  }
  /** Something was remembered or forgotten: what was prefetched may be wrong. */
  async refresh(): Promise<void> {
    this.#asked = undefined;
    this.#latest = undefined;
    this.#next = undefined;
    // Rather nothing for a moment than what the caller has just asked to be forgotten.
    this.#prefetched = undefined;
    await this.prefetch();
  }
}
