/**
 * Two decoders side by side on the same audio, general and intent, as one recogniser. When the general one falls
 * behind it is left out of the utterance: a late answer is worse than a plainer one.
 */
import type { Hypothesis, SessionListeners } from '../listen/recogniser.ts';
import type { DecoderFinal, DecoderProcess } from './decoder-process.ts';
import { chooseReading } from './reading.ts';

/** Behind by more than this, the general decoder is dropped for the utterance. */
const GENERAL_MAX_LAG_MS = 800;
/** How long the intent decoder's final waits for the general one's. */
const GENERAL_GRACE_MS = 150;
/** Behind by this much there is no catching up: the caller has long been answered by silence. */
const MAX_LAG_MS = 15_000;

export class DecoderPair {
  readonly #general: DecoderProcess;
  readonly #intent: DecoderProcess;
  #listeners: SessionListeners | undefined;
  #generalHears = true;
  #shown = '';
  #lost: string | undefined;
  /** Told to the pool, whoever uses the pair. */
  onLost: (reason: string) => void = () => {};

  constructor(general: DecoderProcess, intent: DecoderProcess) {
    this.#general = general;
    this.#intent = intent;
    for (const decoder of [general, intent]) decoder.onDeath = (reason) => this.#lose(reason);
    // Partials come from the intent decoder: it is the quicker one, and what it says of our phrases is right more often.
    intent.onPartial = (words) => this.#partial({ words, confidence: DISPLAY_CONFIDENCE });
    general.onPartial = (words) => {
      if (this.#shown === '') this.#partial({ words, confidence: DISPLAY_CONFIDENCE });
    };
  }

  /** Resolves when both can hear. */
  get ready(): Promise<unknown> {
    return Promise.all([this.#general.ready, this.#intent.ready]);
  }
  get isReady(): boolean {
    return this.#general.isReady && this.#intent.isReady;
  }
  get isLost(): boolean {
    return this.#lost !== undefined;
  }
  get pids(): (number | undefined)[] {
    return [this.#general.pid, this.#intent.pid];
  }

  listen(listeners: SessionListeners | undefined): void {
    this.#listeners = listeners;
  }
  begin(): void {
    this.#generalHears = true;
    this.#shown = '';
    this.#general.begin();
    this.#intent.begin();
  }
  push(samples: Int16Array): void {
    this.#intent.push(samples);
    if (this.#generalHears) this.#general.push(samples);
    // While loading, both wait alike: only a decoder that hears can lag.
    if (this.#generalHears && this.#general.isReady && this.#general.lagMs > GENERAL_MAX_LAG_MS + this.#intent.lagMs) {
      this.#generalHears = false;
      this.#general.drop();
    }
    if (this.#intent.lagMs > MAX_LAG_MS) this.#lose(`it is ${Math.round(this.#intent.lagMs)} ms behind`);
  }
  async end(): Promise<Hypothesis> {
    const general = this.#generalHears ? this.#general.end() : Promise.resolve(undefined);
    const intent = await this.#intent.end();
    return chooseReading(await within(general, GENERAL_GRACE_MS), intent);
  }
  /** Makes it ready for another caller. */
  reset(): void {
    this.#listeners = undefined;
    this.#general.forgetSpeaker();
    this.#intent.forgetSpeaker();
  }
  close(): void {
    this.#lost ??= 'it was closed';
    this.#general.close();
    this.#intent.close();
  }

  #partial(hypothesis: Hypothesis): void {
    const text = hypothesis.words.map((word) => word.text).join(' ');
    if (text === '' || text === this.#shown) return;
    this.#shown = text;
    this.#listeners?.onPartial(hypothesis);
  }

  #lose(reason: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = reason;
    this.#general.close();
    this.#intent.close();
    this.#listeners?.onLost(reason);
    this.onLost(reason);
  }
}

const DISPLAY_CONFIDENCE = 0.5;

function within(final: Promise<DecoderFinal | undefined>, limitMs: number): Promise<DecoderFinal | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), limitMs);
    void final.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
