/** Every recogniser that a provider string can name, under the one suite. */
import { Breaker } from '../../agents/models/breaker.ts';
import { DEFAULT_DEADLINES } from '../../agents/models/deadlines.ts';
import { DeepgramSpeechToText } from '../../agents/models/deepgram-stream.ts';
import { FallbackSpeechToText } from '../../agents/models/fallback-speech-to-text.ts';
import { deepgramPluginSpeechToText } from '../../agents/models/framework.ts';
import { speechToTextConformance } from './speech-to-text.suite.ts';

const endpoint = (url: string, model: string) => ({ label: `deepgram@double/${model}`, baseUrl: url, apiKey: 'key' });

speechToTextConformance({
  name: 'deepgram',
  make: async ({ url, model, openMs, finalMs }) =>
    new DeepgramSpeechToText(endpoint(url, model), { model }, { hearingOpenMs: openMs, hearingFinalMs: finalMs }),
});
speechToTextConformance({
  name: 'deepgram-plugin',
  make: async ({ url, model, finalMs }) =>
    deepgramPluginSpeechToText(endpoint(url, model), { model }, { hearingFinalMs: finalMs }),
});
speechToTextConformance({
  name: 'a chain of one that gives up at once',
  make: async ({ url, model, openMs, finalMs }) => {
    const deadlines = { ...DEFAULT_DEADLINES, hearingOpenMs: openMs, hearingFinalMs: finalMs, hearingGiveUpMs: 0 };
    return new FallbackSpeechToText(
      [
        {
          model: new DeepgramSpeechToText(endpoint(url, model), { model }, deadlines),
          breaker: new Breaker({ failures: 2, restMs: 1000 }),
        },
      ],
      deadlines,
    );
  },
});
