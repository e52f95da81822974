/**
 * The one mouth of a call. Plays the utterances of one generation in order, holds, resumes or cuts them at once, and
 * knows at any moment what was really heard. Drops whatever belongs to an older generation; decides nothing.
 */
import type { ModelError } from '../models/interfaces.ts';
import type { AudioSink } from './audio-sink.ts';
import type { Utterance } from './utterance.ts';

/** `tones` stand for words that could not be spoken. */
export type UtteranceKind = 'answer' | 'filler' | 'greeting' | 'apology' | 'prompt' | 'tones';
export interface Heard {
  generation: number;
  /** What sounded of everything but fillers and tones, whole words. */
  text: string;
  /** Everything that was to be said has sounded. */
  complete: boolean;
}
export interface Progress {
  /** Text heard so far of the utterance that sounds. */
  heardText: string;
  /** The clause that sounds is a question. */
  asks: boolean;
  /** Nothing more of this utterance will sound. */
  done: boolean;
  /** It was cut before its end. */
  cut: boolean;
}
export interface SpeakerEvents {
  /** First frame of `kind` handed to the room. */
  onSounding(generation: number, kind: UtteranceKind): void;
  /** Everything of the generation has sounded, or cannot. */
  onFinished(heard: Heard): void;
  /** At each frame: captions follow it. */
  onProgress(generation: number, kind: UtteranceKind, progress: Progress): void;
  /** Synthesis failed: nothing more of this utterance will sound. */
  onUtteranceFailed(generation: number, kind: UtteranceKind, error: ModelError): void;
  /** The room refused audio: the generation ends here, as far as it was heard. */
  onBroken(generation: number, error: unknown): void;
  /** The very samples handed to the room, so that their echo can be told from a voice. */
  onPlayed(pcm: Int16Array): void;
}

interface Item {
  utterance: Utterance;
  kind: UtteranceKind;
  sounded: boolean;
}
/** 40 ms: under one frame of delay when cutting, and four times fewer wake-ups than 10 ms. */
const FRAME_MS = 40;
const DRAIN_POLL_MS = 10;
/** What the conversation keeps when it was heard. */
const isWords = (kind: UtteranceKind): boolean => kind !== 'filler' && kind !== 'tones';
const SOUNDING = { done: false, cut: false };

export class Speaker {
  readonly #sink: AudioSink;
  readonly #events: SpeakerEvents;
  readonly #frameSamples: number;
  #generation = -1;
  #items: Item[] = [];
  #done: string[] = [];
  #current: Item | undefined;
  #noMore = false;
  #paused = false;
  #finished = true;
  /** Raised whenever the loop must let go of what it holds. */
  #epoch = 0;
  #looping = false;

  constructor(sink: AudioSink, events: SpeakerEvents) {
    this.#sink = sink;
    this.#events = events;
    this.#frameSamples = (sink.sampleRateHz / 1_000) * FRAME_MS;
  }

  get generation(): number {
    return this.#generation;
  }
  get paused(): boolean {
    return this.#paused;
  }
  /** A generation holds the floor and has not finished. */
  get busy(): boolean {
    return !this.#finished;
  }

  /** Gives `generation` the floor. An older one that still plays is cut. */
  begin(generation: number): void {
    if (generation <= this.#generation) return;
    if (!this.#finished) this.cut(this.#generation);
    this.#generation = generation;
    this.#items = [];
    this.#done = [];
    this.#current = undefined;
    this.#noMore = false;
    this.#paused = false;
    this.#finished = false;
  }
  /** Appends an utterance; one of a generation without the floor is aborted. */
  say(generation: number, utterance: Utterance, kind: UtteranceKind): void {
    if (generation !== this.#generation || this.#finished) return utterance.abort();
    this.#items.push({ utterance, kind, sounded: false });
    this.#run();
  }
  /** Puts an utterance right behind the one that sounds, also when the generation was to end with it. */
  sayNext(generation: number, utterance: Utterance, kind: UtteranceKind): void {
    if (generation !== this.#generation || this.#finished) return utterance.abort();
    this.#items.unshift({ utterance, kind, sounded: false });
    this.#run();
  }
  /** No more utterances will come for `generation`. */
  finish(generation: number): void {
    if (generation !== this.#generation || this.#finished) return;
    this.#noMore = true;
    this.#run();
  }

  pause(generation: number): void {
    if (generation !== this.#generation || this.#finished || this.#paused) return;
    this.#paused = true;
    this.#epoch += 1;
    this.#current?.utterance.rewind(this.#sink.clear());
  }
  resume(generation: number): void {
    if (generation !== this.#generation || !this.#paused) return;
    this.#paused = false;
    this.#run();
  }
  /** Ends `generation` now; returns what was heard of it. */
  cut(generation: number): Heard | undefined {
    if (generation !== this.#generation || this.#finished) return undefined;
    this.#epoch += 1;
    if (!this.#paused) this.#current?.utterance.rewind(this.#sink.clear());
    const heard = this.#heard(false);
    const current = this.#current;
    if (current) this.#progress(generation, current, current.utterance.readSamples, { done: true, cut: true });
    for (const item of this.#items) item.utterance.abort();
    current?.utterance.abort();
    this.#items = [];
    this.#current = undefined;
    this.#paused = false;
    this.#finished = true;
    return heard;
  }
  /** What was heard so far of the generation that has the floor: the checkpoint of a reply in flight. */
  heardSoFar(): Heard | undefined {
    return this.#finished ? undefined : this.#heard(false);
  }

  #heard(complete: boolean): Heard {
    const inFlight =
      this.#current && isWords(this.#current.kind)
        ? this.#current.utterance.heard(this.#playedSamples(this.#current))
        : '';
    return { generation: this.#generation, text: [...this.#done, inFlight].filter(Boolean).join(' '), complete };
  }
  #progress(
    generation: number,
    item: Item,
    playedSamples: number,
    end: { done: boolean; cut: boolean } = SOUNDING,
  ): void {
    this.#events.onProgress(generation, item.kind, {
      heardText: item.utterance.heard(playedSamples),
      asks: item.utterance.asks(playedSamples),
      ...end,
    });
  }
  #playedSamples(item: Item): number {
    return Math.max(0, item.utterance.readSamples - (this.#paused ? 0 : this.#sink.queuedSamples()));
  }

  #run(): void {
    if (this.#looping || this.#paused || this.#finished) return;
    this.#looping = true;
    const generation = this.#generation;
    void this.#loop()
      .catch((error: unknown) => this.#broke(generation, error))
      .finally(() => {
        this.#looping = false;
        // Something may have been added between the last look and here.
        if (!this.#paused && !this.#finished && (this.#items.length > 0 || this.#current || this.#noMore)) this.#run();
      });
  }
  /** The room took no more audio: the generation ends with what was heard, or the floor would never be free again. */
  #broke(generation: number, error: unknown): void {
    this.#events.onBroken(generation, error);
    const heard = this.cut(generation);
    if (heard) this.#events.onFinished(heard);
  }

  async #loop(): Promise<void> {
    const epoch = this.#epoch;
    const generation = this.#generation;
    const stale = () => epoch !== this.#epoch || generation !== this.#generation || this.#finished;
    while (!stale()) {
      this.#current ??= this.#items.shift();
      const item = this.#current;
      if (!item) {
        if (this.#noMore) this.#end();
        return;
      }
      await this.#play(item, generation, stale);
      if (stale()) return;
      await this.#drain(item, generation, stale);
      if (stale()) return;
      if (item.utterance.error) this.#events.onUtteranceFailed(generation, item.kind, item.utterance.error);
      if (stale()) return;
      const text = item.utterance.heard(item.utterance.readSamples);
      this.#progress(generation, item, item.utterance.readSamples, { done: true, cut: false });
      if (isWords(item.kind) && text !== '') this.#done.push(text);
      this.#current = undefined;
    }
  }
  async #play(item: Item, generation: number, stale: () => boolean): Promise<void> {
    while (!stale()) {
      const audio = item.utterance.read(this.#frameSamples);
      if (!audio) {
        if (item.utterance.finished) return;
        await item.utterance.more();
        continue;
      }
      if (!item.sounded) {
        item.sounded = true;
        // Whoever is told may hold or cut it at once: until then nothing is in hand.
        item.utterance.rewind(audio.length);
        this.#events.onSounding(generation, item.kind);
        continue;
      }
      this.#events.onPlayed(audio);
      await this.#sink.push(audio);
      if (!stale()) this.#progress(generation, item, this.#playedSamples(item));
    }
  }
  /**
   * Waits until the queue has sounded, also when the next utterance is ready: whoever pauses in between would take back
   * the end of this one from the next. It costs a breath of 10 ms between two sentences.
   */
  async #drain(item: Item, generation: number, stale: () => boolean): Promise<void> {
    while (!stale() && this.#sink.queuedSamples() > 0) {
      await new Promise<void>((resolve) => setTimeout(resolve, DRAIN_POLL_MS));
      if (!stale()) this.#progress(generation, item, this.#playedSamples(item));
    }
  }
  #end(): void {
    const heard = this.#heard(true);
    this.#finished = true;
    this.#events.onFinished(heard);
  }
}
