/**
 * One caller's stream: audio and Deepgram's client messages in, Deepgram's server messages out. It cuts the audio into
 * utterances itself and also ends one when told to (Finalize). Knows no socket.
 */

import { metadata, results, type StreamIdentity, speechStarted, utteranceEnd } from './deepgram-messages.ts';
import type { ListenParameters } from './listen-parameters.ts';
import type { Hypothesis, RecognitionSession } from './recogniser.ts';
import { type SegmentEvent, Segmenter } from './segmenter.ts';

/** Clients leave out silence: an utterance ends when no audio has come for this long. */
const NO_AUDIO_ENDS_UTTERANCE_MS = 700;
/** Shorter voice than this is a knock, whatever the recogniser reads into it. */
const MIN_VOICED_MS = 120;

export class ListenStream {
  readonly #identity: StreamIdentity;
  readonly #parameters: ListenParameters;
  readonly #send: (message: object) => void;
  readonly #segmenter: Segmenter;
  readonly #createdAtMs = Date.now();
  #session: RecognitionSession | undefined;
  #utteranceStart = 0;
  #audioTimer: NodeJS.Timeout | undefined;
  #endTimer: NodeJS.Timeout | undefined;
  /** Finals leave in the order of their utterances, whatever finishes first. */
  #outbox: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: { identity: StreamIdentity; parameters: ListenParameters; send: (message: object) => void }) {
    this.#identity = options.identity;
    this.#parameters = options.parameters;
    this.#send = options.send;
    this.#segmenter = new Segmenter(options.parameters.endpointing);
  }

  attach(session: RecognitionSession): void {
    this.#session = session;
  }

  /** Mono samples at 16 kHz. */
  audio(samples: Int16Array): void {
    if (this.#closed) return;
    this.#handle(this.#segmenter.push(samples), false);
    clearTimeout(this.#audioTimer);
    if (this.#segmenter.isSpeaking) {
      this.#audioTimer = setTimeout(() => this.#handle(this.#segmenter.finish(), false), NO_AUDIO_ENDS_UTTERANCE_MS);
    }
  }

  /** Ends the utterance now; answered by exactly one final that says so, empty when there was nothing. */
  finalize(): void {
    const events = this.#segmenter.finish();
    if (events.length > 0) {
      this.#handle(events, true);
      return;
    }
    const at = this.#segmenter.seconds;
    this.#queue(() => this.#sendFinal(NOTHING, { startSeconds: at, endSeconds: at, fromFinalize: true }));
  }

  /** Sends what is left and the summary; resolves when all has been handed to the socket. */
  async finish(): Promise<void> {
    this.#handle(this.#segmenter.finish(), false);
    await this.#outbox;
    if (!this.#closed) this.#send(metadata(this.#identity, this.#createdAtMs, this.#segmenter.seconds));
  }

  partial(hypothesis: Hypothesis): void {
    if (this.#closed || !this.#parameters.interim_results || !this.#segmenter.isSpeaking) return;
    const startSeconds = this.#utteranceStart;
    const durationSeconds = this.#segmenter.seconds - startSeconds;
    this.#send(
      results(this.#identity, hypothesis, {
        startSeconds,
        durationSeconds,
        isFinal: false,
        speechFinal: false,
        fromFinalize: false,
      }),
    );
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#audioTimer);
    clearTimeout(this.#endTimer);
    this.#session?.release();
    this.#session = undefined;
  }

  #handle(events: SegmentEvent[], fromFinalize: boolean): void {
    if (this.#closed) return;
    for (const event of events) {
      switch (event.type) {
        case 'start':
          clearTimeout(this.#endTimer);
          this.#utteranceStart = event.atSeconds;
          this.#session?.begin();
          if (this.#parameters.vad_events) this.#send(speechStarted(event.atSeconds));
          break;
        case 'audio':
          this.#session?.push(event.samples);
          break;
        case 'end':
          this.#endUtterance(event.voicedMs, fromFinalize);
          break;
      }
    }
  }

  #endUtterance(voicedMs: number, fromFinalize: boolean): void {
    clearTimeout(this.#audioTimer);
    const span = { startSeconds: this.#utteranceStart, endSeconds: this.#segmenter.seconds, fromFinalize };
    const reading = this.#session?.end() ?? Promise.resolve(NOTHING);
    this.#queue(async () => {
      const hypothesis = await reading;
      this.#sendFinal(voicedMs < MIN_VOICED_MS ? NOTHING : hypothesis, span);
    });
  }

  #sendFinal(hypothesis: Hypothesis, span: { startSeconds: number; endSeconds: number; fromFinalize: boolean }): void {
    if (this.#closed) return;
    const durationSeconds = span.endSeconds - span.startSeconds;
    this.#send(
      results(this.#identity, hypothesis, {
        startSeconds: span.startSeconds,
        durationSeconds,
        isFinal: true,
        speechFinal: true,
        fromFinalize: span.fromFinalize,
      }),
    );
    const waitMs = this.#parameters.utterance_end_ms;
    const last = hypothesis.words.at(-1);
    if (waitMs === undefined || last === undefined) return;
    clearTimeout(this.#endTimer);
    this.#endTimer = setTimeout(() => {
      if (!this.#closed) this.#send(utteranceEnd(span.startSeconds + last.endSeconds));
    }, waitMs);
  }

  #queue(task: () => void | Promise<void>): void {
    this.#outbox = this.#outbox.then(task);
  }
}

const NOTHING: Hypothesis = { words: [], confidence: 0 };
