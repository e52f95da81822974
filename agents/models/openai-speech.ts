/**
 * Streaming speech from an OpenAI-compatible `POST /audio/speech`: the first bytes are handed on the moment they
 * arrive. The framework's plugin waits for the whole body, which costs 427 ms a sentence. Holds no audio back but an
 * odd byte.
 */
import type { SpeechOptions, TextToSpeech } from './interfaces.ts';
import { ModelError } from './interfaces.ts';
import { type OpenAiEndpoint, requestBytes, requestJson } from './openai-http.ts';
import { PcmBytes } from './pcm-bytes.ts';

/** OpenAI's `pcm` is 24 kHz, 16 bit, little endian, mono. */
const OPENAI_PCM_HZ = 24_000;
/** The vendor's limit; clauses are far shorter. */
const LONGEST_INPUT_CHARACTERS = 4096;

export interface OpenAiSpeechOptions {
  model: string;
  voice?: string | undefined;
  speed?: number | undefined;
  instructions?: string | undefined;
  sampleRateHz?: number | undefined;
}

export class OpenAiSpeech implements TextToSpeech {
  readonly label: string;
  readonly sampleRateHz: number;
  readonly #endpoint: OpenAiEndpoint;
  readonly #options: OpenAiSpeechOptions;

  constructor(endpoint: OpenAiEndpoint, options: OpenAiSpeechOptions) {
    this.label = endpoint.label;
    this.sampleRateHz = options.sampleRateHz ?? OPENAI_PCM_HZ;
    this.#endpoint = endpoint;
    this.#options = options;
  }

  async *synthesize(text: string, options: SpeechOptions): AsyncGenerator<Int16Array> {
    if (text.length > LONGEST_INPUT_CHARACTERS) {
      throw new ModelError(
        this.label,
        'refused',
        `${text.length} characters are more than the ${LONGEST_INPUT_CHARACTERS} it takes at once`,
        { retryable: false },
      );
    }
    if (!text.trim()) return;
    const { model, speed, instructions } = this.#options;
    const body = {
      model,
      voice: options.voice ?? this.#options.voice ?? 'alloy',
      input: text,
      response_format: 'pcm',
      ...(speed === undefined ? {} : { speed }),
      ...(instructions === undefined ? {} : { instructions }),
    };
    const pcm = new PcmBytes();
    let samples = 0;
    const request = {
      method: 'POST',
      path: '/audio/speech',
      body,
      signal: options.signal,
      notContent: /^(text|application\/json)/,
    } as const;
    for await (const chunk of requestBytes(this.#endpoint, request)) {
      const part = pcm.push(chunk);
      if (part.length === 0) continue;
      samples += part.length;
      yield part;
    }
    if (options.signal.aborted) return;
    if (samples === 0) throw new ModelError(this.label, 'bad-reply', 'it sent no audio', { retryable: true });
    options.onUsage?.({ provider: this.label, characters: text.length, audioSeconds: samples / this.sampleRateHz });
  }

  /** Opens a connection that the first clause finds ready; what it asks for does not matter. */
  async prewarm(signal: AbortSignal): Promise<void> {
    await requestJson(this.#endpoint, { method: 'GET', path: '/models', signal }).catch(() => undefined);
  }
}
