/**
 * "Hears" by energy: speech, then quiet, is one utterance, and what was said comes from a script. Pure: samples in,
 * transcripts out; time is counted in samples, so a replay at any speed hears the same.
 */

/**
 * One utterance of a script. `speechMs`, its length from the first to the last loud sample, lets words come one by one;
 * `phrases` does so for an utterance with pauses inside, each with its times since the first loud sample.
 */
export type ScriptedUtterance = string | { text: string; speechMs: number } | { phrases: readonly ScriptedPhrase[] };
export interface ScriptedPhrase {
  text: string;
  startMs: number;
  endMs: number;
}
export interface HeardUtterance {
  /** 0 for the first of the stream. */
  index: number;
}
export type HearingScript = readonly ScriptedUtterance[] | ((utterance: HeardUtterance) => ScriptedUtterance);

export interface HearingOptions {
  sampleRateHz: number;
  script: HearingScript;
  /** Silence after which the recogniser itself gives a final. */
  endpointingMs: number;
  /** Speech that returns sooner than this belongs to the same utterance of the script. */
  utteranceGapMs: number;
  interimEveryMs: number;
}
export type HeardEvent =
  | { type: 'speech-started'; atMs: number }
  | { type: 'interim'; text: string; startMs: number; durationMs: number }
  | { type: 'endpoint'; text: string; startMs: number; durationMs: number };

const BLOCK_MS = 10;
/** A voice over a telephone is above 500; a quiet room below 100. */
const LOUD_RMS = 250;
/** A click is no speech. */
const ONSET_MS = 30;
/** Where the length is not known: the pace of an unhurried speaker. */
const MS_PER_WORD = 300;

export class ScriptedHearing {
  readonly #options: HearingOptions;
  #rest = new Int16Array(0);
  #timeMs = 0;
  #index = -1;
  #words: string[] = [];
  #phrases: readonly TimedWords[] | undefined;
  #delivered = 0;
  #onsetMs = 0;
  #lastLoudMs = Number.NEGATIVE_INFINITY;
  #loudRunMs = 0;
  /** Speech was heard since the last final. */
  #pending = false;
  #nextInterimMs = 0;

  constructor(options: HearingOptions) {
    this.#options = options;
  }

  /** Speech that no final has covered yet. */
  get pending(): boolean {
    return this.#pending;
  }
  get timeMs(): number {
    return this.#timeMs;
  }

  hear(pcm: Int16Array): HeardEvent[] {
    const blockSamples = (this.#options.sampleRateHz * BLOCK_MS) / 1000;
    const samples = new Int16Array(this.#rest.length + pcm.length);
    samples.set(this.#rest);
    samples.set(pcm, this.#rest.length);
    const events: HeardEvent[] = [];
    let at = 0;
    for (; at + blockSamples <= samples.length; at += blockSamples)
      events.push(...this.#block(rms(samples, at, blockSamples)));
    this.#rest = samples.slice(at);
    return events;
  }

  /** The words spoken so far that no final has carried; they count as delivered from now on. */
  takeFinal(): { text: string; startMs: number; durationMs: number } {
    const upTo = this.#pending || this.#delivered > 0 ? this.#wordsSoFar() : 0;
    const text = this.#words.slice(this.#delivered, upTo).join(' ');
    this.#delivered = Math.max(this.#delivered, upTo);
    this.#pending = false;
    return { text, ...this.#span() };
  }

  #block(loudness: number): HeardEvent[] {
    const events: HeardEvent[] = [];
    const atMs = this.#timeMs;
    this.#timeMs += BLOCK_MS;
    if (loudness < LOUD_RMS) {
      this.#loudRunMs = 0;
      if (this.#pending && this.#timeMs - this.#lastLoudMs >= this.#options.endpointingMs)
        events.push({ type: 'endpoint', ...this.takeFinal() });
      return events;
    }
    this.#loudRunMs += BLOCK_MS;
    if (this.#loudRunMs < ONSET_MS) return events;
    const returnsAfterMs = this.#timeMs - this.#lastLoudMs;
    this.#lastLoudMs = this.#timeMs;
    if (returnsAfterMs > this.#options.utteranceGapMs) this.#nextUtterance(this.#timeMs - this.#loudRunMs);
    if (!this.#pending) {
      this.#pending = true;
      this.#nextInterimMs = this.#timeMs + this.#options.interimEveryMs;
      events.push({ type: 'speech-started', atMs });
    }
    if (this.#timeMs >= this.#nextInterimMs) {
      this.#nextInterimMs = this.#timeMs + this.#options.interimEveryMs;
      const text = this.#words.slice(this.#delivered, this.#interimWords()).join(' ');
      if (text) events.push({ type: 'interim', text, ...this.#span() });
    }
    return events;
  }

  #nextUtterance(atMs: number): void {
    this.#index += 1;
    const { script } = this.#options;
    const given = typeof script === 'function' ? script({ index: this.#index }) : script[this.#index];
    const utterance = given ?? `utterance ${this.#index + 1}`;
    this.#words = wordsOf(textOf(utterance));
    this.#phrases = timedWords(utterance);
    this.#delivered = 0;
    this.#onsetMs = atMs;
  }

  /** A final of an utterance of unknown length carries all of it; of known length, what fits into the time so far. */
  #wordsSoFar(): number {
    return this.#phrases === undefined
      ? this.#words.length
      : spokenWords(this.#phrases, this.#lastLoudMs - this.#onsetMs, COMPLETE_SHARE);
  }
  /** Interims never give the last word away: recognisers do not either. */
  #interimWords(): number {
    const spokenMs = this.#timeMs - this.#onsetMs;
    const spoken = this.#phrases === undefined ? spokenMs / MS_PER_WORD : spokenWords(this.#phrases, spokenMs, 1);
    return Math.min(this.#words.length - 1, Math.floor(spoken));
  }
  #span(): { startMs: number; durationMs: number } {
    return { startMs: Math.max(0, this.#onsetMs), durationMs: Math.max(0, this.#timeMs - this.#onsetMs) };
  }
}

interface TimedWords {
  words: number;
  startMs: number;
  endMs: number;
}
/** The energy ends a little before the voice does: this much of a phrase is all of it. */
const COMPLETE_SHARE = 0.93;

const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean);

function textOf(utterance: ScriptedUtterance): string {
  if (typeof utterance === 'string') return utterance;
  return 'text' in utterance ? utterance.text : utterance.phrases.map((phrase) => phrase.text).join(' ');
}
function timedWords(utterance: ScriptedUtterance): TimedWords[] | undefined {
  if (typeof utterance === 'string') return undefined;
  if ('text' in utterance) return [{ words: wordsOf(utterance.text).length, startMs: 0, endMs: utterance.speechMs }];
  return utterance.phrases.map(({ text, startMs, endMs }) => ({ words: wordsOf(text).length, startMs, endMs }));
}
function spokenWords(phrases: readonly TimedWords[], spokenMs: number, completeShare: number): number {
  let spoken = 0;
  for (const { words, startMs, endMs } of phrases) {
    const share = (spokenMs - startMs) / (endMs - startMs);
    if (share <= 0) break;
    spoken += share >= completeShare ? words : Math.floor(words * share);
  }
  return spoken;
}

function rms(samples: Int16Array, from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i += 1) sum += (samples[i] ?? 0) ** 2;
  return Math.sqrt(sum / count);
}
