/**
 * Streaming recognition on Deepgram's live websocket, spoken to directly: every 32 ms window goes out as it comes, and
 * silence too, four windows together between utterances. One stream is one socket; when it is lost it says `failed` once
 * and is over, reopening is the chain's job. Default in place of the framework's plugin (`deepgram-plugin`), which collects
 * 100 ms before it sends, stops sending after a second of quiet, and retries inside where nobody sees that the call is deaf.
 */
import WebSocket from 'ws';
import { concatPcm } from '../../media/audio/pcm.ts';
import { readDeepgramMessage } from './deepgram-messages.ts';
import { ModelError, type SpeechToText, type TranscriptOptions, type TranscriptStream } from './interfaces.ts';
import { statusFailure } from './openai-http.ts';
import { PendingAudio } from './pending-audio.ts';
import { rms16 } from './sample-loudness.ts';

export interface DeepgramEndpoint {
  label: string;
  /** `wss://api.deepgram.com` */
  baseUrl: string;
  apiKey: string | undefined;
}
export interface DeepgramOptions {
  model: string;
  language?: string | undefined;
  endpointingMs?: number | undefined;
  keyterms?: readonly string[] | undefined;
  smartFormat?: boolean | undefined;
  numerals?: boolean | undefined;
  mipOptOut?: boolean | undefined;
}

/** The vendor closes a stream that gets neither audio nor this for 10 s. */
const KEEP_ALIVE_MS = 4000;
/** Audio kept while the socket opens. */
const OPENING_AUDIO_SECONDS = 10;
/** Unsent bytes on an open socket (5 s of 16 kHz): the network has stalled, and late audio only makes the turn later. */
const MOST_UNSENT_BYTES = 160_000;
/** Below this a window holds nothing that could be recognised: a converter's hiss. */
const SILENT_RMS = 60;
/** Between utterances that much of silence goes out at once: nobody waits for it, and each sending costs the same. */
const SILENCE_AT_ONCE_SECONDS = 0.128;
/** Below this a window cannot hold speech worth waiting for: 10 dB above the noise of a telephone line. */
const VOICED_RMS = 300;
const USAGE_EVERY_SECONDS = 10;
/** After CloseStream the last result may follow; then the socket is cut. */
const LAST_WORDS_MS = 1000;

export class DeepgramSpeechToText implements SpeechToText {
  readonly label: string;
  readonly #endpoint: DeepgramEndpoint;
  readonly #options: DeepgramOptions;
  readonly #deadlines: { hearingOpenMs: number; hearingFinalMs: number };

  constructor(
    endpoint: DeepgramEndpoint,
    options: DeepgramOptions,
    deadlines: { hearingOpenMs: number; hearingFinalMs: number },
  ) {
    this.label = endpoint.label;
    this.#endpoint = endpoint;
    this.#options = options;
    this.#deadlines = deadlines;
  }

  open(options: TranscriptOptions): TranscriptStream {
    const url = listenUrl(this.#endpoint.baseUrl, this.#options, options);
    return new DeepgramStream({ url, label: this.label, apiKey: this.#endpoint.apiKey, ...this.#deadlines }, options);
  }
}

interface StreamSettings {
  url: string;
  label: string;
  apiKey: string | undefined;
  hearingOpenMs: number;
  hearingFinalMs: number;
}

class DeepgramStream implements TranscriptStream {
  readonly #settings: StreamSettings;
  readonly #options: TranscriptOptions;
  readonly #socket: WebSocket;
  readonly #waiting: PendingAudio;
  /** Silence that has not been sent yet. */
  readonly #silence: PendingAudio;
  readonly #openTimer: NodeJS.Timeout;
  readonly #keepAlive: NodeJS.Timeout;
  #finalTimer: NodeJS.Timeout | undefined;
  #finalizeWhenOpen = false;
  #voicedSinceResult = false;
  #lastSentAtMs = 0;
  #unreportedSeconds = 0;
  #over = false;
  readonly #onAbort = (): void => this.close();

  constructor(settings: StreamSettings, options: TranscriptOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#waiting = new PendingAudio(options.sampleRateHz * OPENING_AUDIO_SECONDS);
    this.#silence = new PendingAudio(options.sampleRateHz);
    this.#socket = new WebSocket(settings.url, {
      // Compatible servers ignore the key; the vendor refuses a request without one.
      headers: { authorization: `Token ${settings.apiKey ?? 'none'}` },
      perMessageDeflate: false,
    });
    this.#socket.on('open', () => this.#opened());
    this.#socket.on('message', (data) => this.#heard(String(data)));
    this.#socket.on('unexpected-response', (_request, response) => {
      response.resume();
      const reason = response.headers['dg-error'];
      this.#fail(statusFailure(settings.label, response.statusCode ?? 0, typeof reason === 'string' ? reason : ''));
    });
    this.#socket.on('error', (cause) => {
      const opened = this.#socket.readyState !== WebSocket.CONNECTING && this.#lastSentAtMs > 0;
      this.#fail(
        new ModelError(settings.label, opened ? 'died-mid-stream' : 'unreachable', cause.message, {
          retryable: true,
          cause,
        }),
      );
    });
    this.#socket.on('close', (code, reason) => {
      const detail = `it closed the stream (${code}${reason.length > 0 ? `, ${reason.toString('utf8')}` : ''})`;
      // 1008: the vendor could not make sense of what was sent; the same will be refused again.
      this.#fail(
        new ModelError(settings.label, code === 1008 ? 'refused' : 'died-mid-stream', detail, {
          retryable: code !== 1008,
        }),
      );
    });
    this.#openTimer = setTimeout(() => {
      this.#fail(
        new ModelError(settings.label, 'timeout', `it did not open a stream in ${settings.hearingOpenMs} ms`, {
          retryable: true,
        }),
      );
    }, settings.hearingOpenMs);
    this.#keepAlive = setInterval(() => {
      if (performance.now() - this.#lastSentAtMs >= KEEP_ALIVE_MS) this.#control('KeepAlive');
    }, KEEP_ALIVE_MS / 2);
    if (options.signal.aborted) this.close();
    else options.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  push(pcm: Int16Array): void {
    if (this.#over || pcm.length === 0) return;
    if (this.#socket.readyState !== WebSocket.OPEN) {
      this.#waiting.push(pcm);
      return;
    }
    const loudness = rms16(pcm);
    if (loudness > VOICED_RMS) this.#voicedSinceResult = true;
    if (this.#voicedSinceResult || loudness > SILENT_RMS) {
      this.#sendSilence();
      this.#sendAudio(pcm);
      return;
    }
    this.#silence.push(pcm);
    if (this.#silence.samples >= this.#options.sampleRateHz * SILENCE_AT_ONCE_SECONDS) this.#sendSilence();
  }

  finalize(): void {
    if (this.#over) return;
    if (this.#socket.readyState !== WebSocket.OPEN) {
      this.#finalizeWhenOpen = true;
      return;
    }
    this.#sendSilence();
    this.#control('Finalize');
    // With nothing but silence since the last result the vendor may send no answer at all, and none is missed.
    if (!this.#voicedSinceResult || this.#finalTimer) return;
    const { label, hearingFinalMs } = this.#settings;
    this.#finalTimer = setTimeout(() => {
      this.#fail(new ModelError(label, 'timeout', `no final came in ${hearingFinalMs} ms`, { retryable: true }));
    }, hearingFinalMs);
  }

  close(): void {
    if (this.#over) return;
    if (this.#socket.readyState === WebSocket.OPEN) this.#sendSilence();
    // What could not be sent has ended the stream.
    if (this.#over) return;
    this.#reportUsage();
    this.#end();
    if (this.#socket.readyState !== WebSocket.OPEN) {
      this.#socket.terminate();
      return;
    }
    this.#socket.send('{"type":"CloseStream"}');
    const cut = setTimeout(() => this.#socket.terminate(), LAST_WORDS_MS);
    cut.unref();
    this.#socket.once('close', () => clearTimeout(cut));
  }

  #opened(): void {
    clearTimeout(this.#openTimer);
    this.#lastSentAtMs = performance.now();
    this.#options.onOpen?.();
    for (const pcm of this.#waiting.drain()) this.push(pcm);
    if (this.#finalizeWhenOpen) this.finalize();
  }

  #sendSilence(): void {
    if (this.#silence.samples > 0) this.#sendAudio(concatPcm(this.#silence.drain()));
  }

  #sendAudio(pcm: Int16Array): void {
    if (this.#socket.bufferedAmount > MOST_UNSENT_BYTES) {
      this.#fail(
        new ModelError(
          this.#settings.label,
          'timeout',
          `it takes no audio (${this.#socket.bufferedAmount} bytes wait)`,
          { retryable: true },
        ),
      );
      return;
    }
    // A copy: the socket may write later, and the caller reuses its window.
    this.#socket.send(Buffer.from(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength)));
    this.#lastSentAtMs = performance.now();
    this.#unreportedSeconds += pcm.length / this.#options.sampleRateHz;
    if (this.#unreportedSeconds >= USAGE_EVERY_SECONDS) this.#reportUsage();
  }

  #heard(message: string): void {
    if (this.#over) return;
    let result: ReturnType<typeof readDeepgramMessage>;
    try {
      result = readDeepgramMessage(message);
    } catch (cause) {
      this.#fail(
        new ModelError(
          this.#settings.label,
          'bad-reply',
          `it sent something that is not of the protocol: ${message.slice(0, 80)}`,
          { retryable: true, cause },
        ),
      );
      return;
    }
    if (!result) return;
    if (result.final) {
      clearTimeout(this.#finalTimer);
      this.#finalTimer = undefined;
      this.#voicedSinceResult = false;
    }
    if (!result.text) return;
    const confidence = result.confidence === undefined ? {} : { confidence: result.confidence };
    if (!result.final) this.#options.onEvent({ type: 'partial', text: result.text, ...confidence });
    else
      this.#options.onEvent({
        type: 'final',
        text: result.text,
        ...confidence,
        ...(result.language ? { language: result.language } : {}),
      });
  }

  #control(type: 'KeepAlive' | 'Finalize'): void {
    if (this.#over || this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(`{"type":"${type}"}`);
    this.#lastSentAtMs = performance.now();
  }

  #fail(error: ModelError): void {
    if (this.#over) return;
    this.#reportUsage();
    this.#end();
    this.#socket.terminate();
    this.#options.onEvent({ type: 'failed', error });
  }

  #end(): void {
    this.#over = true;
    clearTimeout(this.#openTimer);
    clearTimeout(this.#finalTimer);
    clearInterval(this.#keepAlive);
    this.#options.signal.removeEventListener('abort', this.#onAbort);
  }

  #reportUsage(): void {
    if (this.#unreportedSeconds === 0) return;
    this.#options.onEvent({ type: 'usage', provider: this.#settings.label, audioSeconds: this.#unreportedSeconds });
    this.#unreportedSeconds = 0;
  }
}

function listenUrl(baseUrl: string, options: DeepgramOptions, stream: TranscriptOptions): string {
  const url = new URL(`${baseUrl}/v1/listen`);
  const query: Record<string, string | undefined> = {
    model: options.model,
    language: options.language ?? stream.language,
    encoding: 'linear16',
    sample_rate: String(stream.sampleRateHz),
    channels: '1',
    interim_results: 'true',
    punctuate: 'true',
    smart_format: options.smartFormat === undefined ? undefined : String(options.smartFormat),
    numerals: options.numerals === undefined ? undefined : String(options.numerals),
    mip_opt_out: options.mipOptOut === undefined ? undefined : String(options.mipOptOut),
    // Our own turn machine asks for finals; the vendor's rule is the net below it.
    endpointing: String(options.endpointingMs ?? 300),
  };
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  for (const keyterm of options.keyterms ?? []) url.searchParams.append('keyterm', keyterm);
  return url.href;
}
