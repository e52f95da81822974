/** Every language model that a provider string can name, under the one suite. */

import { Breaker } from '../../agents/models/breaker.ts';
import { DEFAULT_DEADLINES } from '../../agents/models/deadlines.ts';
import { FallbackLanguageModel } from '../../agents/models/fallback-language-model.ts';
import { openAiPluginLanguageModel } from '../../agents/models/framework.ts';
import { OpenAiChat } from '../../agents/models/openai-chat.ts';
import { languageModelConformance } from './language-model.suite.ts';

const endpoint = (url: string, model: string) => ({ label: `openai@double/${model}`, baseUrl: url, apiKey: 'key' });

languageModelConformance({
  name: 'openai',
  make: async ({ url, model }) => new OpenAiChat(endpoint(url, model), { model }),
});
languageModelConformance({
  name: 'openai-plugin',
  make: async ({ url, model }) => openAiPluginLanguageModel(endpoint(url, model), { model }),
});
languageModelConformance({
  name: 'a chain of one',
  make: async ({ url, model }) =>
    new FallbackLanguageModel(
      [{ model: new OpenAiChat(endpoint(url, model), { model }), breaker: new Breaker({ failures: 2, restMs: 1000 }) }],
      DEFAULT_DEADLINES,
    ),
});
