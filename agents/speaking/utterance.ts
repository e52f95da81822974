/**
 * One thing being said: clauses in, audio out, in order. Synthesises a clause ahead of the one being played; knows
 * nothing of rooms or turns. Bounded: no new clause is synthesised while more than `aheadMs` of audio waits.
 */
import { createResampler } from '../../media/audio/resample.ts';
import { ModelError, type OnDegraded, type SpeechOptions, type TextToSpeech } from '../models/interfaces.ts';
import { type ClauseMark, heardText } from './heard.ts';
import { hasWords, speakable } from './speakable.ts';

/** What the room plays; other rates are converted here. */
export const OUTPUT_RATE_HZ = 24_000;
const AHEAD_MS = 20_000;
const PARALLEL_CLAUSES = 2;
/** The room wants whole blocks of 10 ms; only the end of an utterance may be shorter. */
const BLOCK_SAMPLES = OUTPUT_RATE_HZ / 100;
const FIRST_STORE_SAMPLES = OUTPUT_RATE_HZ * 4;

interface Clause {
  text: string;
  chunks: Int16Array[];
  state: 'waiting' | 'synthesising' | 'done' | 'failed';
  mark: ClauseMark | undefined;
  stop: AbortController;
}
export interface UtteranceOptions {
  tts: TextToSpeech;
  voice?: string | undefined;
  language?: string | undefined;
  /** Called once, at the first synthesis request and at its first audio. */
  onRequest?: () => void;
  onFirstByte?: () => void;
  /** What a clause cost, once it was spoken. */
  onUsage?: SpeechOptions['onUsage'];
  onDegraded?: OnDegraded;
}

export class Utterance {
  readonly #options: UtteranceOptions;
  readonly #abort = new AbortController();
  readonly #clauses: Clause[] = [];
  /** Of the clauses that have begun to arrive, in order. */
  readonly #marks: ClauseMark[] = [];
  readonly #waiters = new Set<() => void>();
  /** Nothing until the first audio: most guesses are thrown away before they have any. */
  #pcm = new Int16Array(0);
  #written = 0;
  #read = 0;
  #closing = false;
  #requested = false;
  #error: ModelError | undefined;

  constructor(options: UtteranceOptions) {
    this.#options = options;
  }

  /** Adds a clause; text without words is ignored. */
  say(text: string): void {
    const clean = speakable(text);
    if (this.#closing || this.dead || this.#error || !hasWords(clean)) return;
    this.#clauses.push({ text: clean, chunks: [], state: 'waiting', mark: undefined, stop: new AbortController() });
    this.#pump();
  }

  /** No more clauses will come. */
  end(): void {
    this.#closing = true;
    this.#wake();
  }

  /** Stops synthesis and playout for good. What was read so far stays the truth. */
  abort(): void {
    this.#abort.abort();
    for (const clause of this.#clauses) clause.stop.abort();
    this.#wake();
  }

  get dead(): boolean {
    return this.#abort.signal.aborted;
  }
  /** Everything that will ever come has been read. */
  get finished(): boolean {
    return this.dead || (this.complete && this.#read >= this.#written);
  }
  /** Synthesis has delivered everything, or all up to the clause that failed. */
  get complete(): boolean {
    const open = this.#clauses.find((clause) => clause.state !== 'done');
    return open ? open.state === 'failed' : this.#closing;
  }
  get error(): ModelError | undefined {
    return this.#error;
  }
  get readSamples(): number {
    return this.#read;
  }
  get writtenSamples(): number {
    return this.#written;
  }
  /** All that was asked to be said, heard or not, up to a clause that failed. */
  get text(): string {
    return this.#clauses.map((clause) => clause.text).join(' ');
  }
  heard(playedSamples: number): string {
    return heardText(this.#marks, playedSamples, OUTPUT_RATE_HZ);
  }

  /** Whether the clause that sounds at `playedSamples` asks something. */
  asks(playedSamples: number): boolean {
    const mark = this.#marks.findLast((candidate) => candidate.startSample <= playedSamples);
    return mark?.text.endsWith('?') ?? false;
  }

  /** Up to `samples` of audio, in multiples of 10 ms until the end; undefined when none is ready. */
  read(samples: number): Int16Array | undefined {
    const count = Math.min(samples, this.#readable());
    if (count <= 0) return undefined;
    const audio = this.#pcm.slice(this.#read, this.#read + count);
    this.#read += count;
    this.#pump();
    return audio;
  }
  /** Takes back audio that was handed out but never sounded. */
  rewind(samples: number): void {
    this.#read = Math.max(0, this.#read - Math.max(0, Math.round(samples)));
  }
  /** Resolves when there is something to read, or nothing will ever come. */
  async more(): Promise<void> {
    if (this.dead || this.complete || this.#readable() > 0) return;
    await new Promise<void>((resolve) => this.#waiters.add(resolve));
  }

  /** What `read` would give at once; part of a block waits for its rest. */
  #readable(): number {
    const waiting = this.#written - this.#read;
    return this.complete ? waiting : waiting - (waiting % BLOCK_SAMPLES);
  }
  #wake(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of waiters) wake();
  }

  /** Moves finished audio of the clause at the head into the flat store and starts what may start. */
  #pump(): void {
    if (this.dead) return;
    for (const clause of this.#clauses) {
      if (clause.state === 'waiting') break;
      if (clause.mark?.endSample !== undefined) continue;
      if (!clause.mark) {
        clause.mark = { text: clause.text, startSample: this.#written, endSample: undefined };
        this.#marks.push(clause.mark);
      }
      for (const chunk of clause.chunks.splice(0)) this.#append(chunk);
      // A clause that failed has no end: how far its words got is told by their pace, and nothing comes behind it.
      if (clause.state !== 'done') break;
      clause.mark.endSample = this.#written;
    }
    const aheadMs = ((this.#written - this.#read) / OUTPUT_RATE_HZ) * 1_000;
    let busy = this.#clauses.filter((clause) => clause.state === 'synthesising').length;
    for (const clause of this.#clauses) {
      if (clause.state !== 'waiting') continue;
      if (busy >= PARALLEL_CLAUSES || aheadMs > AHEAD_MS) break;
      busy += 1;
      void this.#synthesise(clause);
    }
    this.#wake();
  }

  async #synthesise(clause: Clause): Promise<void> {
    clause.state = 'synthesising';
    const { tts, voice, language, onUsage, onDegraded } = this.#options;
    if (!this.#requested) {
      this.#requested = true;
      this.#options.onRequest?.();
    }
    const resampler =
      tts.sampleRateHz === OUTPUT_RATE_HZ ? undefined : createResampler(tts.sampleRateHz, OUTPUT_RATE_HZ);
    try {
      const stream = tts.synthesize(clause.text, {
        signal: clause.stop.signal,
        ...(voice === undefined ? {} : { voice }),
        ...(language === undefined ? {} : { language }),
        ...(onUsage ? { onUsage } : {}),
        ...(onDegraded ? { onDegraded } : {}),
      });
      for await (const chunk of stream) {
        if (clause.stop.signal.aborted) return;
        if (this.#written === 0 && clause === this.#clauses[0] && clause.chunks.length === 0)
          this.#options.onFirstByte?.();
        clause.chunks.push(resampler ? resampler.push(chunk) : chunk);
        this.#pump();
      }
      if (clause.stop.signal.aborted) return;
      if (resampler) clause.chunks.push(resampler.flush());
    } catch (error) {
      if (!clause.stop.signal.aborted) this.#fail(clause, error);
      return;
    }
    clause.state = 'done';
    this.#pump();
  }

  /** What was to come behind a clause that failed will not be heard: it is neither made nor kept. */
  #fail(clause: Clause, error: unknown): void {
    clause.state = 'failed';
    for (const behind of this.#clauses.splice(this.#clauses.indexOf(clause) + 1)) behind.stop.abort();
    this.#error =
      error instanceof ModelError
        ? error
        : new ModelError(this.#options.tts.label, 'died-mid-stream', `synthesis failed: ${String(error)}`, {
            retryable: false,
            cause: error,
          });
    this.#pump();
  }

  #append(chunk: Int16Array): void {
    const needed = this.#written + chunk.length;
    if (needed > this.#pcm.length) {
      const grown = new Int16Array(Math.max(FIRST_STORE_SAMPLES, this.#pcm.length * 2, needed));
      grown.set(this.#pcm.subarray(0, this.#written));
      this.#pcm = grown;
    }
    this.#pcm.set(chunk, this.#written);
    this.#written = needed;
  }
}
