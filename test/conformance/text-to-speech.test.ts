/** Every voice that a provider string can name, under the one suite. */
import { Breaker } from '../../agents/models/breaker.ts';
import { DEFAULT_DEADLINES } from '../../agents/models/deadlines.ts';
import { FallbackTextToSpeech } from '../../agents/models/fallback-text-to-speech.ts';
import { openAiPluginTextToSpeech } from '../../agents/models/framework.ts';
import { OpenAiSpeech } from '../../agents/models/openai-speech.ts';
import { textToSpeechConformance } from './text-to-speech.suite.ts';

const endpoint = (url: string, model: string) => ({ label: `openai@double/${model}`, baseUrl: url, apiKey: 'key' });

textToSpeechConformance({
  name: 'openai',
  streams: true,
  tailLossMs: 0,
  make: async ({ url, model }) => new OpenAiSpeech(endpoint(url, model), { model }),
});
textToSpeechConformance({
  name: 'openai-plugin',
  streams: false,
  tailLossMs: 100,
  make: async ({ url, model }) => openAiPluginTextToSpeech(endpoint(url, model), { model }),
});
textToSpeechConformance({
  name: 'a chain of one',
  streams: true,
  tailLossMs: 0,
  make: async ({ url, model }) =>
    new FallbackTextToSpeech(
      [
        {
          model: new OpenAiSpeech(endpoint(url, model), { model }),
          breaker: new Breaker({ failures: 2, restMs: 1000 }),
        },
      ],
      DEFAULT_DEADLINES,
    ),
});
