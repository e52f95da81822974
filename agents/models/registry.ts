/**
 * Builds the models of a process from provider strings, once, to be shared by all its calls: every function is a chain
 * (of one, mostly) with deadlines and breakers. The framework is loaded only when a string asks for one of its plugins.
 */

import {
  buildEmbedder,
  buildLanguageModel,
  buildSpeechToText,
  buildTextToSpeech,
  buildTurnDetector,
  buildVoiceActivity,
} from './build-model.ts';
import { MemberBuilder } from './chain-members.ts';
import { DEFAULT_DEADLINES } from './deadlines.ts';
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
import type { ModelSettings } from './model-settings.ts';

export type { ModelSettings, ModelStrings } from './model-settings.ts';

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
