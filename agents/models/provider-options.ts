/**
 * Which schemes a provider string may use for each function, and which options each scheme knows. Data only: the
 * README's table and the error messages are made from it, so an option that is not here cannot be given.
 */

export type ModelFunction = 'stt' | 'tts' | 'llm' | 'embedder' | 'vad' | 'turn-detector';

export interface OptionRule {
  kind: 'text' | 'number' | 'boolean';
  min?: number;
  max?: number;
  meaning: string;
}
export interface SchemeRule {
  options: Record<string, OptionRule>;
  /** May carry `+baseUrl`; the protocols it speaks. */
  protocols: readonly string[];
  /** Where it goes without `+baseUrl`, and the variable that holds the key of that place. */
  vendor?: { baseUrl: string; keyVariable: string };
}

const text = (meaning: string): OptionRule => ({ kind: 'text', meaning });
const flag = (meaning: string): OptionRule => ({ kind: 'boolean', meaning });
const within = (min: number, max: number, meaning: string): OptionRule => ({ kind: 'number', min, max, meaning });

const keyEnv = { key_env: text('variable that holds the key; the vendor keys go only to the vendors themselves') };
const deadline = { deadline_ms: within(50, 120_000, 'longest wait for the first useful chunk, in ms') };

const deepgram: SchemeRule = {
  protocols: ['ws:', 'wss:'],
  vendor: { baseUrl: 'wss://api.deepgram.com', keyVariable: 'DEEPGRAM_API_KEY' },
  options: {
    ...keyEnv,
    model: text('nova-3, nova-2-phonecall, ...'),
    language: text('language tag; unset: the language of the call'),
    deadline_ms: within(50, 120_000, 'longest wait for a final that was asked for, in ms'),
    endpointing: within(10, 5000, "Deepgram's own silence rule, in ms"),
    keyterm: text('a word to expect; several are separated by a semicolon'),
    smart_format: flag('dates, numbers and so on as digits'),
    numerals: flag('numbers as digits'),
    mip_opt_out: flag('keep the audio out of model improvement'),
  },
};
const openaiHttp = {
  protocols: ['http:', 'https:'],
  vendor: { baseUrl: 'https://api.openai.com/v1', keyVariable: 'OPENAI_API_KEY' },
};
const ollamaHttp = { protocols: ['http:', 'https:'] };

const chat: Record<string, OptionRule> = {
  ...keyEnv,
  ...deadline,
  model: text('gpt-4.1-mini, qwen3, ...'),
  temperature: within(0, 2, 'sampling temperature'),
  max_tokens: within(1, 100_000, 'most tokens of one answer'),
  reasoning_effort: text('none, minimal, low, medium or high, for models that think'),
};
const speech: Record<string, OptionRule> = {
  ...keyEnv,
  ...deadline,
  model: text('gpt-4o-mini-tts, tts-1, ...'),
  voice: text('alloy, ash, coral, ...'),
  speed: within(0.25, 4, 'speaking rate'),
  instructions: text('how to speak, for models that can be told'),
  sample_rate: within(8000, 48_000, 'rate of the PCM that the server sends, in Hz; OpenAI sends 24000'),
};

/** Every scheme of every function. `local:` and `ollama` are rewritten to one of these by `provider-string.ts`. */
export const SCHEMES: Record<ModelFunction, Record<string, SchemeRule>> = {
  stt: { deepgram, 'deepgram-plugin': deepgram },
  tts: { openai: { ...openaiHttp, options: speech }, 'openai-plugin': { ...openaiHttp, options: speech } },
  llm: {
    openai: { ...openaiHttp, options: chat },
    'openai-plugin': { ...openaiHttp, options: chat },
    ollama: { ...ollamaHttp, options: chat },
  },
  embedder: {
    openai: {
      ...openaiHttp,
      options: {
        ...keyEnv,
        model: text('text-embedding-3-small, ...'),
        dimensions: within(1, 8192, 'length of the vectors'),
      },
    },
    ollama: { ...ollamaHttp, options: { ...keyEnv, model: text('nomic-embed-text, ...') } },
  },
  vad: { native: { protocols: [], options: {} }, silero: { protocols: [], options: {} } },
  'turn-detector': { 'livekit-v1-mini': { protocols: [], options: {} } },
};

/** The embedded engines, and the function each serves. */
export const LOCAL_ENGINES: Record<string, ModelFunction> = {
  sherpa: 'stt',
  pocketsphinx: 'stt',
  flite: 'tts',
  rules: 'llm',
};

/** What stands in when the string names no model. */
export const DEFAULT_MODELS: Record<string, string> = {
  'stt/deepgram': 'nova-3',
  'tts/openai': 'gpt-4o-mini-tts',
  'llm/openai': 'gpt-4.1-mini',
  'embedder/openai': 'text-embedding-3-small',
};
