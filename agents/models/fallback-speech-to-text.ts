/**
 * A chain of recognisers that looks like one which is never closed: when the stream is lost it is reopened, here or at
 * the next provider, and hears again what was said since the last final. The call is told when it is deaf and when it
 * hears again; only after `hearingGiveUpMs`, or when every provider refuses, is it told that it stays so.
 */
import type { ModelDeadlines } from './deadlines.ts';
import type { ChainMember } from './fallback-chain.ts';
import type {
  ModelError,
  OnDegraded,
  SpeechToText,
  TranscriptEvent,
  TranscriptOptions,
  TranscriptStream,
} from './interfaces.ts';
import { PendingAudio } from './pending-audio.ts';

/** Long enough that what killed the stream is not what opening it met. */
const LASTED_MS = 10_000;

export class FallbackSpeechToText implements SpeechToText {
  readonly label: string;
  readonly #members: readonly ChainMember<SpeechToText>[];
  readonly #deadlines: ModelDeadlines;
  readonly #onDegraded: OnDegraded;

  constructor(
    members: readonly ChainMember<SpeechToText>[],
    deadlines: ModelDeadlines,
    onDegraded: OnDegraded = () => undefined,
  ) {
    this.label = members.map((member) => member.model.label).join(',');
    this.#members = members;
    this.#deadlines = deadlines;
    this.#onDegraded = onDegraded;
  }

  open(options: TranscriptOptions): TranscriptStream {
    return new ChainedStream(this.#members, this.#deadlines, this.#onDegraded, options);
  }
}

class ChainedStream implements TranscriptStream {
  readonly #members: readonly ChainMember<SpeechToText>[];
  readonly #deadlines: ModelDeadlines;
  readonly #onDegraded: OnDegraded;
  readonly #options: TranscriptOptions;
  /** What the next recogniser has to hear again. */
  readonly #recent: PendingAudio;
  readonly #refused = new Set<ChainMember<SpeechToText>>();
  #stream: TranscriptStream | undefined;
  /** Each attempt has its number: events of an older one are dropped. */
  #attempt = 0;
  #failuresInARow = 0;
  #troubledSinceMs: number | undefined;
  #openedAtMs: number | undefined;
  #deaf = false;
  #finalizePending = false;
  #retryTimer: NodeJS.Timeout | undefined;
  #over = false;
  readonly #onAbort = (): void => this.close();

  constructor(
    members: readonly ChainMember<SpeechToText>[],
    deadlines: ModelDeadlines,
    onDegraded: OnDegraded,
    options: TranscriptOptions,
  ) {
    this.#members = members;
    this.#deadlines = deadlines;
    this.#onDegraded = onDegraded;
    this.#options = options;
    this.#recent = new PendingAudio((options.sampleRateHz * deadlines.hearingReplayMs) / 1000);
    if (options.signal.aborted) {
      this.#over = true;
      return;
    }
    options.signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#openAt(this.#choose(undefined));
  }

  push(pcm: Int16Array): void {
    if (this.#over) return;
    this.#recent.push(pcm);
    this.#stream?.push(pcm);
  }

  finalize(): void {
    if (this.#over) return;
    this.#finalizePending = true;
    this.#stream?.finalize();
  }

  close(): void {
    if (this.#over) return;
    const stream = this.#stream;
    this.#stream = undefined;
    // Still listening: closing is when the recogniser reports the last of its usage.
    stream?.close();
    this.#over = true;
    clearTimeout(this.#retryTimer);
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#recent.clear();
  }

  #openAt(member: ChainMember<SpeechToText> | undefined): void {
    if (this.#over || !member) return;
    this.#attempt += 1;
    const attempt = this.#attempt;
    const { sampleRateHz, language, signal } = this.#options;
    const current = (): boolean => !this.#over && attempt === this.#attempt;
    const stream = member.model.open({
      sampleRateHz,
      language,
      signal,
      onOpen: () => current() && this.#opened(member),
      onEvent: (event) => current() && this.#heard(member, event),
    });
    // A provider may fail before `open` returns.
    if (!current() || this.#retryTimer !== undefined) return;
    this.#stream = stream;
    for (const pcm of this.#recent.peek()) stream.push(pcm);
    if (this.#finalizePending) stream.finalize();
  }

  #opened(member: ChainMember<SpeechToText>): void {
    if (this.#openedAtMs === undefined) this.#options.onOpen?.();
    this.#openedAtMs = performance.now();
    if (!this.#deaf) return;
    this.#deaf = false;
    this.#options.onEvent({ type: 'recovered', provider: member.model.label });
  }

  #heard(member: ChainMember<SpeechToText>, event: TranscriptEvent): void {
    if (event.type === 'failed') {
      this.#lost(member, event.error);
      return;
    }
    // A final, and not a partial: a provider that dies in the middle of every utterance gives partials for ever.
    if (event.type === 'final') {
      this.#failuresInARow = 0;
      this.#troubledSinceMs = undefined;
      member.breaker.succeeded();
      this.#recent.clear();
      this.#finalizePending = false;
    }
    this.#options.onEvent(event);
  }

  #lost(member: ChainMember<SpeechToText>, error: ModelError): void {
    const nowMs = performance.now();
    // A stream that opens and dies again and again is as good as none: only one that lasted counts as a fresh start.
    const lasted = this.#openedAtMs !== undefined && !this.#deaf && nowMs - this.#openedAtMs > LASTED_MS;
    if (lasted) this.#failuresInARow = 0;
    if (lasted) this.#troubledSinceMs = undefined;
    const worked = this.#failuresInARow === 0 && this.#openedAtMs !== undefined;
    this.#stream = undefined;
    this.#deaf = true;
    this.#failuresInARow += 1;
    this.#troubledSinceMs ??= nowMs;
    member.breaker.failed(error.failure === 'rate-limited');
    if (!error.retryable) this.#refused.add(member);
    // A stream that was working is tried again where it was; one that never worked goes to the next.
    const next =
      nowMs - this.#troubledSinceMs < this.#deadlines.hearingGiveUpMs
        ? this.#choose(worked ? undefined : member)
        : undefined;
    const degradation = {
      function: 'stt' as const,
      from: member.model.label,
      to: next?.model.label,
      failure: error.failure,
      message: error.message,
    };
    this.#onDegraded(degradation);
    this.#options.onDegraded?.(degradation);
    if (!next) {
      this.close();
      this.#options.onEvent({ type: 'failed', error });
      return;
    }
    this.#options.onEvent({ type: 'interrupted', error, next: next.model.label });
    const backoff = this.#deadlines.hearingBackoffMs;
    // A provider that has not failed yet is asked at once.
    const waitMs =
      next === member || this.#failuresInARow > this.#members.length
        ? (backoff[Math.min(this.#failuresInARow - 1, backoff.length - 1)] ?? 0)
        : 0;
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = undefined;
      this.#openAt(next);
    }, waitMs);
  }

  /** The first that may be asked, and preferably not `after`, which has just failed; undefined: all have refused. */
  #choose(after: ChainMember<SpeechToText> | undefined): ChainMember<SpeechToText> | undefined {
    const willing = this.#members.filter((member) => !this.#refused.has(member));
    const others = willing.filter((member) => member !== after);
    return others.find((member) => member.breaker.allows()) ?? others[0] ?? willing[0];
  }
}
