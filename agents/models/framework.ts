/**
 * The door to LiveKit's agents framework and its plugins: nothing outside `framework*.ts` imports them. Loaded only when
 * a provider string asks for a plugin, because importing it costs two seconds and 100 MB a process. Any other plugin of
 * the ecosystem fits through the same `framework...` functions.
 */
export { frameworkLanguageModel, openAiPluginLanguageModel } from './framework-language-model.ts';
export { deepgramPluginSpeechToText, frameworkSpeechToText } from './framework-speech-to-text.ts';
export { frameworkTextToSpeech, openAiPluginTextToSpeech } from './framework-text-to-speech.ts';
export { frameworkVoiceActivity, sileroVoiceActivity } from './framework-voice-activity.ts';
