/**
 * Any streaming recogniser of the framework as ours, and Deepgram's through its plugin. The plugin notices neither a
 * socket that closes nor one that hangs (it waits for a task object and not for its result), so this adapter watches
 * for finals that do not come.
 */
import { stt } from '@livekit/agents';
import * as deepgram from '@livekit/agents-plugin-deepgram';
import { AudioFrame } from '@livekit/rtc-node';
import type { DeepgramEndpoint, DeepgramOptions } from './deepgram-stream.ts';
import {
  fromFrameworkError,
  listenForErrors,
  ONE_ATTEMPT,
  prepareFramework,
  RequestErrors,
} from './framework-errors.ts';
import {
  ModelError,
  type SpeechToText,
  type TranscriptEvent,
  type TranscriptOptions,
  type TranscriptStream,
} from './interfaces.ts';
import { rms16 } from './sample-loudness.ts';

/** As in the direct client: quieter audio holds no speech worth waiting for. */
const VOICED_RMS = 300;

export function deepgramPluginSpeechToText(
  endpoint: DeepgramEndpoint,
  options: DeepgramOptions,
  deadlines: { hearingFinalMs: number },
): SpeechToText {
  const make = (stream: { language: string; sampleRateHz: number }): stt.STT =>
    new deepgram.STT({
      apiKey: endpoint.apiKey ?? 'none',
      baseUrl: endpoint.baseUrl,
      model: options.model,
      language: options.language ?? stream.language,
      sampleRate: stream.sampleRateHz,
      endpointing: options.endpointingMs ?? 300,
      smartFormat: options.smartFormat ?? false,
      numerals: options.numerals ?? false,
      mipOptOut: options.mipOptOut ?? false,
      keyterm: [...(options.keyterms ?? [])],
    });
  return frameworkSpeechToText(endpoint.label, make, deadlines);
}

/** `make` is called for each stream, since language and rate belong to the framework's model and not to its stream. */
export function frameworkSpeechToText(
  label: string,
  make: (stream: { language: string; sampleRateHz: number }) => stt.STT,
  deadlines: { hearingFinalMs: number },
): SpeechToText {
  prepareFramework();
  return {
    label,
    open: (options) => new FrameworkTranscriptStream(label, make(options), deadlines.hearingFinalMs, options),
  };
}

class FrameworkTranscriptStream implements TranscriptStream {
  readonly #label: string;
  readonly #hearingFinalMs: number;
  readonly #options: TranscriptOptions;
  readonly #errors = new RequestErrors();
  readonly #stream: stt.SpeechStream;
  #voiced = false;
  #finalTimer: NodeJS.Timeout | undefined;
  #over = false;
  readonly #onAbort = (): void => this.close();

  constructor(label: string, model: stt.STT, hearingFinalMs: number, options: TranscriptOptions) {
    this.#label = label;
    this.#hearingFinalMs = hearingFinalMs;
    this.#options = options;
    listenForErrors(model);
    this.#stream = this.#errors.watch(() => model.stream({ connOptions: ONE_ATTEMPT }));
    void this.#listen();
    if (options.signal.aborted) this.close();
    else options.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  push(pcm: Int16Array): void {
    if (this.#over || pcm.length === 0) return;
    if (!this.#voiced && rms16(pcm) > VOICED_RMS) this.#voiced = true;
    // Plugins send `frame.data.buffer` whole, so it has to be of exactly this size.
    this.#deliver(() => this.#stream.pushFrame(new AudioFrame(pcm.slice(), this.#options.sampleRateHz, 1, pcm.length)));
  }

  finalize(): void {
    if (this.#over) return;
    this.#deliver(() => this.#stream.flush());
    if (!this.#voiced || this.#finalTimer) return;
    this.#finalTimer = setTimeout(() => {
      this.#fail(
        new ModelError(this.#label, 'timeout', `no final came in ${this.#hearingFinalMs} ms`, { retryable: true }),
      );
    }, this.#hearingFinalMs);
  }

  close(): void {
    if (this.#over) return;
    this.#end();
  }

  /** The stream may have ended by itself a moment ago; then it throws, and its end is being reported. */
  #deliver(send: () => void): void {
    try {
      send();
    } catch (cause) {
      this.#fail(
        fromFrameworkError(this.#label, this.#errors.last ?? (cause instanceof Error ? cause : undefined), true),
      );
    }
  }

  async #listen(): Promise<void> {
    // The framework does not say when its socket is open: it keeps what is pushed until then.
    queueMicrotask(() => this.#over || this.#options.onOpen?.());
    let begun = false;
    try {
      for await (const event of this.#stream) {
        begun = true;
        this.#heard(event);
      }
      if (!this.#over) this.#fail(fromFrameworkError(this.#label, this.#errors.last, begun));
    } catch (cause) {
      this.#fail(fromFrameworkError(this.#label, cause instanceof Error ? cause : undefined, begun));
    }
  }

  #heard(event: stt.SpeechEvent): void {
    if (this.#over) return;
    const ours = transcriptEvent(this.#label, event);
    if (ours?.type === 'final') {
      clearTimeout(this.#finalTimer);
      this.#finalTimer = undefined;
      this.#voiced = false;
    }
    if (ours) this.#options.onEvent(ours);
  }

  #fail(error: ModelError): void {
    if (this.#over) return;
    this.#end();
    this.#options.onEvent({ type: 'failed', error });
  }

  #end(): void {
    this.#over = true;
    clearTimeout(this.#finalTimer);
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#stream.close();
  }
}

function transcriptEvent(provider: string, event: stt.SpeechEvent): TranscriptEvent | undefined {
  if (event.type === stt.SpeechEventType.RECOGNITION_USAGE) {
    return event.recognitionUsage && { type: 'usage', provider, audioSeconds: event.recognitionUsage.audioDuration };
  }
  const best = event.alternatives?.[0];
  if (!best?.text) return undefined;
  const { text, confidence, language } = best;
  if (event.type === stt.SpeechEventType.FINAL_TRANSCRIPT) return { type: 'final', text, confidence, language };
  if (event.type === stt.SpeechEventType.INTERIM_TRANSCRIPT) return { type: 'partial', text, confidence };
  return undefined;
}
