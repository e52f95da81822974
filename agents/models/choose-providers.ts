/**
 * Decides which provider serves each function when the user did not say: keys that are present, else Ollama if it
 * answers, else the embedded engines. Pure but for the probes it is handed. Every choice carries a sentence for the
 * start-up line, also the choice of nothing.
 */
import type { AgentEnv } from '../settings/env.ts';

export type ChosenFunction = 'stt' | 'tts' | 'llm' | 'router' | 'planner' | 'vision' | 'embedder' | 'vad';

export interface ProviderChoice {
  function: ChosenFunction;
  /** A provider string; undefined: the function is not there. */
  provider: string | undefined;
  /** One short sentence. */
  why: string;
}

/** What is there on this machine. Each answers within a few hundred milliseconds and never throws. */
export interface ProviderProbes {
  /** The names of its models; undefined: it does not answer. */
  ollamaModels(): Promise<readonly string[] | undefined>;
  sherpaModelPresent(): Promise<boolean>;
  pocketsphinxPresent(): Promise<boolean>;
}

/** Small enough to answer in a conversation, best first; any other model that can chat comes after these. */
const CHAT_MODELS = ['qwen3', 'llama3.2', 'llama3.1', 'gemma3', 'qwen2.5', 'mistral', 'phi4-mini', 'phi3'];
const EMBEDDING_MODEL = /embed|minilm|bge-/;
const SEEING_MODEL = /llava|vision|-vl|qwen.*vl|gemma3|moondream|minicpm-v/;

export async function chooseProviders(env: AgentEnv, probes: ProviderProbes): Promise<ProviderChoice[]> {
  const openai = env.OPENAI_API_KEY !== undefined;
  // Asked only where the answer matters: the start waits for it.
  const wantsOllama =
    !openai && (env.PARLEY_LLM === undefined || env.PARLEY_EMBEDDER === undefined || env.PARLEY_VISION === undefined);
  const wantsLocalEars = env.PARLEY_STT === undefined && env.DEEPGRAM_API_KEY === undefined;
  const [ollama, sherpa, pocketsphinx] = await Promise.all([
    wantsOllama ? probes.ollamaModels() : undefined,
    wantsLocalEars ? probes.sherpaModelPresent() : false,
    wantsLocalEars ? probes.pocketsphinxPresent() : false,
  ]);
  const chatModel = preferredChatModel(ollama ?? []);
  const llm = said('llm', 'PARLEY_LLM', env.PARLEY_LLM) ?? chooseLanguageModel(openai, ollama, chatModel);
  return [
    said('stt', 'PARLEY_STT', env.PARLEY_STT) ??
      chooseHearing(env.DEEPGRAM_API_KEY !== undefined, sherpa, pocketsphinx),
    said('tts', 'PARLEY_TTS', env.PARLEY_TTS) ??
      (openai
        ? choice(
            'tts',
            'openai?model=gpt-4o-mini-tts,local:flite',
            'OPENAI_API_KEY is set; the embedded voice stands by.',
          )
        : choice('tts', 'local:flite', 'No key is set, so the embedded voice speaks.')),
    llm,
    said('router', 'PARLEY_ROUTER', env.PARLEY_ROUTER) ??
      choice('router', undefined, 'Rules route: PARLEY_ROUTER is not set.'),
    said('planner', 'PARLEY_PLANNER', env.PARLEY_PLANNER) ??
      choice('planner', llm.provider, 'The talker plans as well: PARLEY_PLANNER is not set.'),
    said('vision', 'PARLEY_VISION', env.PARLEY_VISION) ?? chooseVision(openai, ollama ?? []),
    said('embedder', 'PARLEY_EMBEDDER', env.PARLEY_EMBEDDER) ?? chooseEmbedder(openai, ollama ?? []),
    choice(
      'vad',
      env.PARLEY_VAD,
      env.PARLEY_VAD === 'native' ? 'The native model is in this process.' : 'PARLEY_VAD says so.',
    ),
  ];
}

function chooseHearing(deepgram: boolean, sherpa: boolean, pocketsphinx: boolean): ProviderChoice {
  if (deepgram) return choice('stt', 'deepgram?model=nova-3', 'DEEPGRAM_API_KEY is set.');
  if (sherpa && pocketsphinx)
    return choice(
      'stt',
      'local:sherpa,local:pocketsphinx',
      'No key is set, and the sherpa model is here; PocketSphinx stands by.',
    );
  if (sherpa) return choice('stt', 'local:sherpa', 'No key is set, and the sherpa model is here.');
  if (pocketsphinx) return choice('stt', 'local:pocketsphinx', 'No key is set, and Python with PocketSphinx is here.');
  return choice('stt', undefined, 'Typed only: no DEEPGRAM_API_KEY, no sherpa model and no Python with PocketSphinx.');
}

function chooseLanguageModel(
  openai: boolean,
  ollama: readonly string[] | undefined,
  chatModel: string | undefined,
): ProviderChoice {
  if (openai)
    return choice('llm', 'openai?model=gpt-4.1-mini,local:rules', 'OPENAI_API_KEY is set; embedded rules stand by.');
  if (chatModel !== undefined)
    return choice(
      'llm',
      `ollama?model=${encodeURIComponent(chatModel)},local:rules`,
      `Ollama answers and has ${chatModel}; rules stand by.`,
    );
  if (ollama)
    return choice('llm', 'local:rules', 'Ollama answers but has no model that can chat, so embedded rules answer.');
  return choice('llm', 'local:rules', 'No key is set and Ollama does not answer, so embedded rules answer.');
}

function chooseVision(openai: boolean, ollama: readonly string[]): ProviderChoice {
  if (openai) return choice('vision', 'openai?model=gpt-4.1-mini', 'OPENAI_API_KEY is set.');
  const model = ollama.find((name) => SEEING_MODEL.test(name));
  if (model)
    return choice(
      'vision',
      `ollama?model=${encodeURIComponent(model)}`,
      `Ollama answers and has ${model}, which can see.`,
    );
  return choice(
    'vision',
    undefined,
    'Pictures are not looked at by a model: no key is set and Ollama has no model that can see.',
  );
}

function chooseEmbedder(openai: boolean, ollama: readonly string[]): ProviderChoice {
  if (openai) return choice('embedder', 'openai?model=text-embedding-3-small', 'OPENAI_API_KEY is set.');
  const model = ollama.find((name) => EMBEDDING_MODEL.test(name));
  if (model) return choice('embedder', `ollama?model=${encodeURIComponent(model)}`, `Ollama answers and has ${model}.`);
  return choice(
    'embedder',
    undefined,
    'Memory is ranked by words (BM25): no key is set and Ollama has no embedding model.',
  );
}

/** The model to talk with, by the list above; embedding models cannot chat. */
export function preferredChatModel(models: readonly string[]): string | undefined {
  const chatty = models.filter((name) => !EMBEDDING_MODEL.test(name));
  for (const family of CHAT_MODELS) {
    const found = chatty.find((name) => name === family || name.startsWith(`${family}:`));
    if (found) return found;
  }
  return chatty[0];
}

const choice = (wanted: ChosenFunction, provider: string | undefined, why: string): ProviderChoice => ({
  function: wanted,
  provider,
  why,
});
const said = (wanted: ChosenFunction, variable: string, value: string | undefined): ProviderChoice | undefined =>
  value === undefined ? undefined : choice(wanted, value, `${variable} says so.`);
