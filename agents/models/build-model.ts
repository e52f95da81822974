/** From one checked provider spec to the model it names. The framework is imported here and only when a spec asks for a plugin. */
import { flagOption, type MemberBuilder, numberOption } from './chain-members.ts';
import { DeepgramSpeechToText } from './deepgram-stream.ts';
import type {
  Embedder,
  LanguageModel,
  SpeechToText,
  TextToSpeech,
  TurnDetector,
  VoiceActivityModel,
} from './interfaces.ts';
import { nativeVoiceActivity } from './native-voice-activity.ts';
import { OpenAiChat } from './openai-chat.ts';
import { OpenAiEmbedder } from './openai-embeddings.ts';
import { OpenAiSpeech } from './openai-speech.ts';
import type { ProviderSpec } from './provider-string.ts';

export async function buildSpeechToText(spec: ProviderSpec, builder: MemberBuilder): Promise<SpeechToText> {
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
  if (spec.scheme === 'deepgram')
    return new DeepgramSpeechToText(builder.endpoint(spec), deepgram, builder.hearing(spec));
  return (await import('./framework.ts')).deepgramPluginSpeechToText(
    builder.endpoint(spec),
    deepgram,
    builder.hearing(spec),
  );
}

export async function buildLanguageModel(spec: ProviderSpec, builder: MemberBuilder): Promise<LanguageModel> {
  const chat = {
    model: spec.model ?? 'gpt-4.1-mini',
    temperature: numberOption(spec, 'temperature'),
    maxOutputTokens: numberOption(spec, 'max_tokens'),
    reasoningEffort: spec.options.reasoning_effort,
  };
  if (spec.scheme === 'openai') return new OpenAiChat(builder.endpoint(spec), chat);
  return (await import('./framework.ts')).openAiPluginLanguageModel(builder.endpoint(spec), chat);
}

export async function buildTextToSpeech(spec: ProviderSpec, builder: MemberBuilder): Promise<TextToSpeech> {
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

export function buildEmbedder(spec: ProviderSpec, builder: MemberBuilder): Embedder {
  return new OpenAiEmbedder(builder.endpoint(spec), {
    model: spec.model ?? 'text-embedding-3-small',
    dimensions: numberOption(spec, 'dimensions'),
  });
}

export async function buildVoiceActivity(spec: ProviderSpec): Promise<VoiceActivityModel> {
  return spec.scheme === 'native' ? nativeVoiceActivity : (await import('./framework.ts')).sileroVoiceActivity();
}

export async function buildTurnDetector(_spec: ProviderSpec): Promise<TurnDetector> {
  // Loaded on demand as well: importing the addon is cheap, its weights are not.
  return (await import('./livekit-turn-detector.ts')).livekitTurnDetector();
}
