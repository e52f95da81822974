/**
 * Builds the models of a process from provider strings, once, to be shared by all its calls: every function is a chain
 * (of one, mostly) with deadlines and breakers. The framework is loaded only when a string asks for one of its plugins.
 */
import { Breaker } from './breaker.ts';
import { DEFAULT_DEADLINES, type ModelDeadlines } from './deadlines.ts';
import { DeepgramSpeechToText } from './deepgram-stream.ts';
import type { ChainMember } from './fallback-chain.ts';
import { FallbackLanguageModel } from './fallback-language-model.ts';
import { FallbackSpeechToText } from './fallback-speech-to-text.ts';
import { FallbackTextToSpeech } from './fallback-text-to-speech.ts';
import type {
  Embedder,
  LanguageModel,
  OnDegraded,
  SpeechToText,
  TextToSpeech,
  TurnDetector,
  VoiceActivityModel,
} from './interfaces.ts';
import type { ModelLog } from './model-log.ts';
import { nativeVoiceActivity } from './native-voice-activity.ts';
import { OpenAiChat } from './openai-chat.ts';
import { OpenAiEmbedder } from './openai-embeddings.ts';
import { OpenAiSpeech } from './openai-speech.ts';
import type { ModelFunction } from './provider-options.ts';
import { type ProviderSpec, ProviderStringError, parseProviderChain } from './provider-string.ts';

/** Provider strings per function. Absent: the function is not there, but for `llm` (needed) and `vad` (native). */
export interface ModelStrings {
  stt?: string | undefined;
  tts?: string | undefined;
  llm: string;
  router?: string | undefined;
  planner?: string | undefined;
  vision?: string | undefined;
  embedder?: string | undefined;
  vad?: string | undefined;
  turnDetector?: string | undefined;
}
export interface ModelSettings {
  providers: ModelStrings;
  /** The environment that `key_env` and the vendors' key variables name. */
  keys: Record<string, string | undefined>;
  /** Where `local:` leads. */
  toolWorkerUrl?: string | undefined;
  deadlines?: Partial<ModelDeadlines>;
  /** Every failure that was covered for, and every one that was not. */
  onDegraded?: OnDegraded;
}
export interface Models {
  stt?: SpeechToText;
  tts?: TextToSpeech;
  llm: LanguageModel;
  router?: LanguageModel;
  planner?: LanguageModel;
  vision?: LanguageModel;
  vad: VoiceActivityModel;
  turnDetector?: TurnDetector;
  embedder?: Embedder;
  /** Function to label, for the start-up line and the status page. */
  describe(): Record<string, string>;
  /** Opens connections and loads weights, each under a deadline. Never throws. */
  prewarm(): Promise<void>;
}

const PREWARM_MS = 10_000;

/** Throws ProviderStringError with the variable and the offending value. */
export async function createModels(settings: ModelSettings, log: ModelLog): Promise<Models> {
  const { providers } = settings;
  const deadlines = { ...DEFAULT_DEADLINES, ...settings.deadlines };
  const onDegraded: OnDegraded = (degradation) => {
    log.warn(
      { ...degradation },
      degradation.to === undefined
        ? 'a provider failed and nobody takes over'
        : 'a provider failed and the next takes over',
    );
    settings.onDegraded?.(degradation);
  };
  const builder = new MemberBuilder(settings, deadlines);
  const chat = async (variable: string, value: string) =>
    new FallbackLanguageModel(await builder.chain('llm', variable, value, buildLanguageModel), deadlines, onDegraded);
  const maybeChat = async (variable: string, value: string | undefined) =>
    value === undefined ? undefined : chat(variable, value);

  const llm = await chat('PARLEY_LLM', providers.llm);
  const router = await maybeChat('PARLEY_ROUTER', providers.router);
  const planner = await maybeChat('PARLEY_PLANNER', providers.planner);
  const vision = await maybeChat('PARLEY_VISION', providers.vision);
  const stt =
    providers.stt === undefined
      ? undefined
      : new FallbackSpeechToText(
          await builder.chain('stt', 'PARLEY_STT', providers.stt, buildSpeechToText),
          deadlines,
          onDegraded,
        );
  const tts =
    providers.tts === undefined
      ? undefined
      : new FallbackTextToSpeech(
          await builder.chain('tts', 'PARLEY_TTS', providers.tts, buildTextToSpeech),
          deadlines,
          onDegraded,
        );
  const vad = await buildVoiceActivity(builder.only('vad', 'PARLEY_VAD', providers.vad ?? 'native'));
  const embedder =
    providers.embedder === undefined
      ? undefined
      : buildEmbedder(builder.only('embedder', 'PARLEY_EMBEDDER', providers.embedder), builder);
  const turnDetector =
    providers.turnDetector === undefined
      ? undefined
      : await buildTurnDetector(builder.only('turn-detector', 'PARLEY_TURN_DETECTOR', providers.turnDetector));

  const built = { stt, tts, llm, router, planner, vision, vad, turnDetector, embedder };
  return {
    llm,
    vad,
    ...(stt && { stt }),
    ...(tts && { tts }),
    ...(router && { router }),
    ...(planner && { planner }),
    ...(vision && { vision }),
    ...(turnDetector && { turnDetector }),
    ...(embedder && { embedder }),
    describe: () =>
      Object.fromEntries(Object.entries(built).flatMap(([name, model]) => (model ? [[name, model.label]] : []))),
    async prewarm() {
      const signal = AbortSignal.timeout(PREWARM_MS);
      await Promise.all([llm, router, planner, tts].map((model) => model?.prewarm(signal)));
    },
  };
}

/** Turns the members of a string into chain members, with one breaker per provider and not per function that uses it. */
class MemberBuilder {
  readonly #settings: ModelSettings;
  readonly deadlines: ModelDeadlines;
  readonly #breakers = new Map<string, Breaker>();

  constructor(settings: ModelSettings, deadlines: ModelDeadlines) {
    this.#settings = settings;
    this.deadlines = deadlines;
  }

  async chain<M>(
    wanted: ModelFunction,
    variable: string,
    value: string,
    build: (spec: ProviderSpec, builder: MemberBuilder) => Promise<M>,
  ): Promise<ChainMember<M>[]> {
    const members: ChainMember<M>[] = [];
    for (const spec of this.#parse(wanted, variable, value)) {
      const model = await build(spec, this);
      members.push({ model, breaker: this.#breaker(spec), firstMs: numberOption(spec, 'deadline_ms') });
    }
    return members;
  }

  only(wanted: ModelFunction, variable: string, value: string): ProviderSpec {
    const [spec, second] = this.#parse(wanted, variable, value);
    if (!spec || second)
      throw new ProviderStringError(
        `${variable}=${JSON.stringify(value)} is not usable: it takes one provider and no chain.`,
      );
    return spec;
  }

  endpoint(spec: ProviderSpec): { label: string; baseUrl: string; apiKey: string | undefined } {
    return {
      label: spec.label,
      baseUrl: spec.baseUrl ?? '',
      apiKey: spec.keyVariable === undefined ? undefined : this.#settings.keys[spec.keyVariable],
    };
  }

  #parse(wanted: ModelFunction, variable: string, value: string): ProviderSpec[] {
    const specs = parseProviderChain(value, {
      variable,
      function: wanted,
      toolWorkerUrl: this.#settings.toolWorkerUrl,
    });
    for (const spec of specs) {
      if (spec.keyVariable === undefined || this.#settings.keys[spec.keyVariable]) continue;
      throw new ProviderStringError(
        `${variable}=${JSON.stringify(value)} is not usable: ${spec.label} needs a key, and ${spec.keyVariable} is not set.`,
      );
    }
    return specs;
  }

  #breaker(spec: ProviderSpec): Breaker {
    const key = `${spec.function} ${spec.scheme} ${spec.label}`;
    const breaker =
      this.#breakers.get(key) ??
      new Breaker({ failures: this.deadlines.breakerFailures, restMs: this.deadlines.breakerRestMs });
    this.#breakers.set(key, breaker);
    return breaker;
  }
}

async function buildSpeechToText(spec: ProviderSpec, builder: MemberBuilder): Promise<SpeechToText> {
  const { options } = spec;
  const deepgram = {
    model: spec.model ?? 'nova-3',
    language: options.language,
    endpointingMs: numberOption(spec, 'endpointing'),
    keyterms: options.keyterm?.split(';'),
    smartFormat: flagOption(spec, 'smart_format'),
    numerals: flagOption(spec, 'numerals'),
    mipOptOut: flagOption(spec, 'mip_opt_out'),
  };
  if (spec.scheme === 'deepgram') return new DeepgramSpeechToText(builder.endpoint(spec), deepgram, builder.deadlines);
  return (await import('./framework.ts')).deepgramPluginSpeechToText(
    builder.endpoint(spec),
    deepgram,
    builder.deadlines,
  );
}

async function buildLanguageModel(spec: ProviderSpec, builder: MemberBuilder): Promise<LanguageModel> {
  const chat = {
    model: spec.model ?? 'gpt-4.1-mini',
    temperature: numberOption(spec, 'temperature'),
    maxOutputTokens: numberOption(spec, 'max_tokens'),
    reasoningEffort: spec.options.reasoning_effort,
  };
  if (spec.scheme === 'openai') return new OpenAiChat(builder.endpoint(spec), chat);
  return (await import('./framework.ts')).openAiPluginLanguageModel(builder.endpoint(spec), chat);
}

async function buildTextToSpeech(spec: ProviderSpec, builder: MemberBuilder): Promise<TextToSpeech> {
  const { voice, instructions } = spec.options;
  const speech = {
    model: spec.model ?? 'gpt-4o-mini-tts',
    voice,
    instructions,
    speed: numberOption(spec, 'speed'),
    sampleRateHz: numberOption(spec, 'sample_rate'),
  };
  if (spec.scheme === 'openai') return new OpenAiSpeech(builder.endpoint(spec), speech);
  return (await import('./framework.ts')).openAiPluginTextToSpeech(builder.endpoint(spec), speech);
}

function buildEmbedder(spec: ProviderSpec, builder: MemberBuilder): Embedder {
  return new OpenAiEmbedder(builder.endpoint(spec), {
    model: spec.model ?? 'text-embedding-3-small',
    dimensions: numberOption(spec, 'dimensions'),
  });
}

async function buildVoiceActivity(spec: ProviderSpec): Promise<VoiceActivityModel> {
  return spec.scheme === 'native' ? nativeVoiceActivity : (await import('./framework.ts')).sileroVoiceActivity();
}

async function buildTurnDetector(_spec: ProviderSpec): Promise<TurnDetector> {
  // Loaded on demand as well: importing the addon is cheap, its weights are not.
  return (await import('./livekit-turn-detector.ts')).livekitTurnDetector();
}

function numberOption(spec: ProviderSpec, name: string): number | undefined {
  const given = spec.options[name];
  return given === undefined ? undefined : Number(given);
}
function flagOption(spec: ProviderSpec, name: string): boolean | undefined {
  const given = spec.options[name];
  return given === undefined ? undefined : given === 'true';
}
