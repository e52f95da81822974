/**
 * The four kinds of model a call talks to, as it sees them: whatever stands behind (a vendor, a chain of them, a
 * model on this machine) looks like this. Types only. Every call takes a signal; every failure is a ModelError.
 */

export type ModelFailure =
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'rate-limited'
  | 'died-mid-stream'
  | 'bad-reply'
  | 'cancelled';

/** Thrown (or reported through `onEvent`) by every model. `retryable` is decided once, where the failure is seen. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  readonly provider: string;
  readonly failure: ModelFailure;
  readonly retryable: boolean;
  constructor(
    provider: string,
    failure: ModelFailure,
    message: string,
    options: { retryable: boolean; cause?: unknown },
  ) {
    super(`${provider}: ${message}`, { cause: options.cause });
    this.provider = provider;
    this.failure = failure;
    this.retryable = options.retryable;
  }
}

/** A provider failed and something else was done instead: told to whoever asked, and to the process's log. */
export interface Degradation {
  function: 'stt' | 'tts' | 'llm';
  from: string;
  /** Who takes over; undefined: nobody is left. */
  to: string | undefined;
  failure: ModelFailure;
  /** One sentence for a log. */
  message: string;
}
export type OnDegraded = (degradation: Degradation) => void;

export type TranscriptEvent =
  | { type: 'partial'; text: string; confidence?: number }
  | { type: 'final'; text: string; confidence?: number; language?: string }
  /** The stream is lost and is being reopened, or the next provider of the chain takes over. */
  | { type: 'interrupted'; error: ModelError; next: string | undefined }
  /** No provider of the chain is left: the call can no longer hear. */
  | { type: 'failed'; error: ModelError }
  /** Hears again after `interrupted`. */
  | { type: 'recovered'; provider: string }
  | { type: 'usage'; provider: string; audioSeconds: number };

export interface TranscriptStream {
  /** Mono signed 16-bit samples at `sampleRateHz` of the stream. Never blocks; bounded: the oldest audio is dropped. */
  push(pcm: Int16Array): void;
  /** Asks for the final of what was heard so far, now. */
  finalize(): void;
  close(): void;
}

export interface TranscriptOptions {
  sampleRateHz: number;
  language: string;
  signal: AbortSignal;
  onEvent: (event: TranscriptEvent) => void;
  /** The provider has accepted the stream. Audio pushed earlier was kept, within the bound of `push`. */
  onOpen?: () => void;
  onDegraded?: OnDegraded;
}
export interface SpeechToText {
  readonly label: string;
  open(options: TranscriptOptions): TranscriptStream;
}

export interface ToolDeclaration {
  name: string;
  description: string;
  /** JSON Schema of the arguments object. */
  parameters: Record<string, unknown>;
}
/** A picture as it leaves the process: normalised, masked, encoded once. */
export interface Picture {
  jpegBase64: string;
  detail: 'low' | 'high';
}
export type ChatMessage =
  | { role: 'system'; content: string }
  /** Pictures are for models that can see; whoever asks another one leaves them out. */
  | { role: 'user'; content: string; pictures?: readonly Picture[] }
  | { role: 'assistant'; content: string; toolCalls?: { id: string; name: string; argumentsJson: string }[] }
  | { role: 'tool'; toolCallId: string; name: string; content: string };

export interface ChatRequest {
  messages: ChatMessage[];
  tools: ToolDeclaration[];
  toolChoice?: 'auto' | 'none' | 'required';
  maxOutputTokens?: number;
  temperature?: number;
}
export type ChatDelta =
  | { type: 'text'; text: string }
  | { type: 'tool-call'; id: string; name: string; argumentsJson: string }
  | { type: 'usage'; provider: string; inputTokens: number; outputTokens: number; cachedInputTokens: number };

export interface LanguageModel {
  readonly label: string;
  /** Throws ModelError; ends silently when `signal` aborts. */
  chat(request: ChatRequest, signal: AbortSignal, options?: { onDegraded?: OnDegraded }): AsyncIterable<ChatDelta>;
  /** Opens connections and loads weights so that the first turn does not pay for it. Never throws. */
  prewarm(signal: AbortSignal): Promise<void>;
}

export interface SpeechOptions {
  signal: AbortSignal;
  voice?: string;
  language?: string;
  onDegraded?: OnDegraded;
  /** Called once when the whole text was spoken, with the provider that spoke it. */
  onUsage?: (usage: { provider: string; characters: number; audioSeconds: number }) => void;
}
export interface TextToSpeech {
  readonly label: string;
  readonly sampleRateHz: number;
  /** Mono signed 16-bit samples as they arrive. Throws ModelError; ends silently when `signal` aborts. */
  synthesize(text: string, options: SpeechOptions): AsyncIterable<Int16Array>;
  prewarm(signal: AbortSignal): Promise<void>;
}

/** One voice-activity model instance: it has memory, so each audio track owns one. */
export interface VoiceActivity {
  /** Probability of speech in one window of 512 samples at 16 kHz (32 ms). */
  predict(window: Int16Array): Promise<number>;
  close(): void;
}
export interface VoiceActivityModel {
  readonly label: string;
  create(): VoiceActivity;
}

/** Says how likely it is that the speaker has finished, from what was said and how. Optional in a call. */
export interface TurnDetector {
  readonly label: string;
  score(input: { text: string; pcm16k: Int16Array; language: string }, signal: AbortSignal): Promise<number>;
}

export interface Embedder {
  readonly label: string;
  readonly version: string;
  embed(texts: string[], signal: AbortSignal): Promise<number[][]>;
}
