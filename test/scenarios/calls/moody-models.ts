/**
 * Models of a call that answer sensibly and fail on command: a recogniser the test speaks through, a voice of known
 * length, and a language model that does what it is asked for as long as it sees no result of it. For virtual time.
 */

import {
  type ChatDelta,
  type ChatMessage,
  type ChatRequest,
  type LanguageModel,
  ModelError,
  type SpeechToText,
  type TextToSpeech,
  type TranscriptEvent,
  type TranscriptOptions,
  type TranscriptStream,
  type VoiceActivityModel,
} from '../../../agents/models/interfaces.ts';
import { OUTPUT_RATE_HZ } from '../../../agents/speaking/utterance.ts';
import { type Clause, clauseSamples } from './sound-record.ts';

/** `hangs` says nothing, `breaks` ends in the middle, `stalls` stops in the middle, `refuses` fails at once, `mumbles` gives nothing of use. */
export type Mood = 'well' | 'slow' | 'hangs' | 'breaks' | 'stalls' | 'refuses' | 'mumbles';
export const MOODS: readonly Mood[] = ['well', 'slow', 'hangs', 'breaks', 'stalls', 'refuses', 'mumbles'];

const DELAY_MS = { well: 60, slow: 900, hangs: 0, breaks: 60, stalls: 60, refuses: 5, mumbles: 60 } as const;

export class MoodyVoice implements TextToSpeech {
  readonly label = 'moody-voice';
  readonly sampleRateHz = OUTPUT_RATE_HZ;
  /** Every clause that was asked for; the samples of clause n have the value n + 1. */
  readonly clauses: Clause[] = [];
  mood: Mood = 'well';

  async prewarm(): Promise<void> {}
  async *synthesize(text: string, { signal }: { signal: AbortSignal }): AsyncIterable<Int16Array> {
    const { mood } = this;
    const samples = clauseSamples(text);
    this.clauses.push({ text, samples });
    const pcm = new Int16Array(samples).fill(this.clauses.length);
    if (!(await waited(mood, signal))) return;
    if (mood === 'refuses') throw new ModelError(this.label, 'unreachable', 'refused', { retryable: true });
    if (mood === 'mumbles') throw new ModelError(this.label, 'bad-reply', 'it sent no audio', { retryable: true });
    yield pcm.slice(0, samples / 2);
    if (mood === 'breaks') throw new ModelError(this.label, 'died-mid-stream', 'gone', { retryable: true });
    if (mood === 'stalls') await never(signal);
    if (!signal.aborted) yield pcm.slice(samples / 2);
  }
}

/**
 * Saves and books whatever a caller asked for, until a result of that stands in the conversation; hands over when told
 * to; else answers in two sentences of its own.
 */
export class MoodyModel implements LanguageModel {
  readonly label = 'moody-model';
  mood: Mood = 'well';
  #answers = 0;

  async prewarm(): Promise<void> {}
  async *chat({ messages, tools }: ChatRequest, signal: AbortSignal): AsyncIterable<ChatDelta> {
    const { mood } = this;
    if (!(await waited(mood, signal))) return;
    if (mood === 'refuses') throw new ModelError(this.label, 'unreachable', 'refused', { retryable: true });
    this.#answers += 1;
    const call = nextCall(messages, new Set(tools.map(({ name }) => name)));
    const words =
      mood === 'mumbles'
        ? '\u{1F642} …'
        : call
          ? this.#answers % 2 === 0
            ? `I do that now ${this.#answers}. `
            : ''
          : `Answer number ${this.#answers}. Is this part ${this.#answers}?`;
    for (const [index, word] of words.split(/(?<=\s)/).entries()) {
      if (signal.aborted) return;
      if (index === 2 && mood === 'breaks')
        throw new ModelError(this.label, 'died-mid-stream', 'gone', { retryable: true });
      if (index === 2 && mood === 'stalls') await never(signal);
      if (word !== '') yield { type: 'text', text: word };
    }
    if (call && !signal.aborted)
      yield {
        type: 'tool-call',
        id: `call-${this.#answers}`,
        name: call.name,
        argumentsJson: JSON.stringify(call.arguments),
      };
  }
}

/** What was asked for and has no result yet: `save x7`, `fetch x7`, `book x7`, `billing please`. */
function nextCall(messages: readonly ChatMessage[], tools: ReadonlySet<string>) {
  const begun = messages.flatMap((message) => (message.role === 'assistant' ? (message.toolCalls ?? []) : []));
  const answered = new Set(messages.flatMap((message) => (message.role === 'tool' ? [message.toolCallId] : [])));
  const acts = begun.filter(({ id }) => answered.has(id)).map(({ argumentsJson }) => argumentsJson);
  const notes = messages.slice(1).flatMap((message) => (message.role === 'system' ? [message.content] : []));
  const asked = messages.flatMap((message) => (message.role === 'user' ? [message.content] : [])).join('\n');
  for (const [, name = '', what = ''] of asked.matchAll(/\b(save|fetch|book) (x\d+)\b/g))
    if (
      tools.has(name) &&
      !acts.some((act) => act.includes(`"${what}"`)) &&
      !notes.some((note) => note.startsWith(name))
    )
      return { name, arguments: { what } };
  const last = messages.findLast((message) => message.role === 'user')?.content ?? '';
  const moved = messages.slice(-4).some(({ role }) => role === 'tool');
  if (!/billing please/.test(last) || moved) return undefined;
  if (tools.has('hand_over')) return { name: 'hand_over', arguments: { agent: 'billing', reason: 'they asked' } };
  return tools.has('return_to') ? { name: 'return_to', arguments: { reason: 'they asked' } } : undefined;
}

export class MoodyEar implements SpeechToText {
  readonly label = 'moody-ear';
  readonly #streams = new Set<TranscriptOptions>();
  /** Streams that are opened from now on fail. */
  refuses = false;

  open(options: TranscriptOptions): TranscriptStream {
    this.#streams.add(options);
    const timer = setTimeout(() => {
      if (this.refuses) this.#fail(options);
      else options.onOpen?.();
    }, 30);
    const close = () => {
      clearTimeout(timer);
      this.#streams.delete(options);
    };
    options.signal.addEventListener('abort', close, { once: true });
    return { push: () => undefined, finalize: () => undefined, close };
  }
  get hears(): boolean {
    return this.#streams.size > 0 && !this.refuses;
  }
  /** The latest stream reports it. */
  tells(event: TranscriptEvent): void {
    [...this.#streams].at(-1)?.onEvent(event);
  }
  /** Whoever listened is gone. */
  isForgotten(): void {
    this.#streams.clear();
  }
  dies(): void {
    for (const stream of [...this.#streams]) this.#fail(stream);
  }
  #fail(options: TranscriptOptions): void {
    if (!this.#streams.delete(options)) return;
    const error = new ModelError(this.label, 'died-mid-stream', 'gone', { retryable: true });
    options.onEvent({ type: 'failed', error });
  }
}

/** Loud is voice. */
export const loudIsVoice: VoiceActivityModel = {
  label: 'loud-is-voice',
  create: () => ({ predict: async (window) => ((window[0] ?? 0) > 500 ? 0.99 : 0.01), close: () => undefined }),
};

/** False when it was given up meanwhile. */
async function waited(mood: Mood, signal: AbortSignal): Promise<boolean> {
  if (mood === 'hangs') await never(signal);
  else await pause(DELAY_MS[mood], signal);
  return !signal.aborted;
}
const never = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
