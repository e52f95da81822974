/** Any voice of the framework as ours, and OpenAI's through its plugin (which waits for the whole clause before it gives a sample). */
import { tts } from '@livekit/agents';
import * as openai from '@livekit/agents-plugin-openai';
import {
  fromFrameworkError,
  listenForErrors,
  ONE_ATTEMPT,
  prepareFramework,
  RequestErrors,
} from './framework-errors.ts';
import type { SpeechOptions, TextToSpeech } from './interfaces.ts';
import type { OpenAiEndpoint } from './openai-http.ts';
import type { OpenAiSpeechOptions } from './openai-speech.ts';

type OpenAiVoice = NonNullable<ConstructorParameters<typeof openai.TTS>[0]>['voice'];
const VOICES: readonly string[] = [
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'fable',
  'nova',
  'onyx',
  'sage',
  'shimmer',
  'verse',
];
const isVoice = (name: string): name is NonNullable<OpenAiVoice> => VOICES.includes(name);

export function openAiPluginTextToSpeech(endpoint: OpenAiEndpoint, options: OpenAiSpeechOptions): TextToSpeech {
  prepareFramework();
  const voice = options.voice ?? 'alloy';
  if (!isVoice(voice))
    throw new RangeError(`the plugin knows no voice ${JSON.stringify(voice)}; it knows ${VOICES.join(', ')}.`);
  const model = new openai.TTS({
    apiKey: endpoint.apiKey ?? 'none',
    baseURL: endpoint.baseUrl,
    model: options.model,
    voice,
    speed: options.speed ?? 1,
    ...(options.instructions === undefined ? {} : { instructions: options.instructions }),
  });
  return frameworkTextToSpeech(endpoint.label, model);
}

/** The voice is the model's own: a framework model is made for one. */
export function frameworkTextToSpeech(label: string, model: tts.TTS): TextToSpeech {
  prepareFramework();
  listenForErrors(model);
  return {
    label,
    sampleRateHz: model.sampleRate,
    async *synthesize(text: string, options: SpeechOptions): AsyncGenerator<Int16Array> {
      const { signal } = options;
      if (signal.aborted || !text.trim()) return;
      const errors = new RequestErrors();
      const stream = errors.watch(() => speak(model, text, signal, errors));
      const stop = (): void => stream.close();
      signal.addEventListener('abort', stop, { once: true });
      let samples = 0;
      try {
        for await (const item of stream) {
          if (signal.aborted) return;
          if (item === tts.SynthesizeStream.END_OF_STREAM) break;
          samples += item.frame.data.length;
          yield item.frame.data.slice();
        }
        if (signal.aborted) return;
        if (errors.last || samples === 0) throw fromFrameworkError(label, errors.last, samples > 0);
        options.onUsage?.({ provider: label, characters: text.length, audioSeconds: samples / model.sampleRate });
      } finally {
        signal.removeEventListener('abort', stop);
        stream.close();
      }
    },
    async prewarm() {
      // The framework's voices cannot be warmed: each clause makes its own request.
    },
  };
}

type Spoken = AsyncIterable<tts.SynthesizedAudio | typeof tts.SynthesizeStream.END_OF_STREAM> & { close(): void };

function speak(model: tts.TTS, text: string, signal: AbortSignal, errors: RequestErrors): Spoken {
  if (!model.capabilities.streaming) return contained(model.synthesize(text, ONE_ATTEMPT, signal), errors);
  const stream = model.stream({ connOptions: ONE_ATTEMPT });
  stream.pushText(text);
  stream.flush();
  stream.endInput();
  return stream;
}

/**
 * Keeps the failure of a whole-clause stream from ending the process: the framework (1.9.0) leaves the promise of its
 * main task unhandled, so what `run` throws must be caught inside. `run` is called a tick after construction.
 */
function contained(stream: tts.ChunkedStream, errors: RequestErrors): tts.ChunkedStream {
  const run: unknown = Reflect.get(stream, 'run');
  if (typeof run !== 'function')
    throw new TypeError('the framework has no run() to contain any more: see its version.');
  Reflect.set(stream, 'run', async () => {
    try {
      await run.call(stream);
    } catch (error) {
      errors.last = error instanceof Error ? error : new Error(String(error));
    }
  });
  return stream;
}
