/**
 * LiveKit's end-of-turn model (`livekit-v1-mini`), in this process: the last 1.2 s of audio in, how likely the speaker has
 * finished out. Its licence ties it to LiveKit Agents, so it is off unless asked for. Loads 250 MB once per process.
 */
import localInference from '@livekit/local-inference';
import { ModelError, type TurnDetector } from './interfaces.ts';

/** The model's own thresholds per language, as the framework ships them (1.9.0, `inference/eot/languages`). */
const THRESHOLDS: Record<string, number> = {
  ar: 0.35,
  de: 0.245,
  en: 0.36,
  es: 0.35,
  fr: 0.285,
  hi: 0.305,
  id: 0.345,
  it: 0.23,
  ja: 0.295,
  ko: 0.4,
  nl: 0.2,
  pt: 0.32,
  tr: 0.255,
  zh: 0.355,
};
/** What the model looks at: 1.2 s at 16 kHz. */
const WINDOW_SAMPLES = 19_200;

export function livekitTurnDetector(): TurnDetector {
  localInference.initEot();
  const label = 'livekit-v1-mini';
  return {
    label,
    /** 0-1, scaled so that the language's own threshold becomes 0.5. */
    async score({ pcm16k, language }, signal) {
      const threshold = THRESHOLDS[language.split('-')[0]?.toLowerCase() ?? ''];
      if (threshold === undefined)
        throw new ModelError(label, 'refused', `it does not know the language ${JSON.stringify(language)}`, {
          retryable: false,
        });
      if (signal.aborted) throw new ModelError(label, 'cancelled', 'the question was cancelled', { retryable: false });
      return aroundThreshold(await localInference.predict(pcm16k.slice(-WINDOW_SAMPLES)), threshold);
    },
  };
}

/** Piecewise linear: 0 to 0, the threshold to 0.5, 1 to 1. */
export function aroundThreshold(probability: number, threshold: number): number {
  return probability < threshold
    ? (0.5 * probability) / threshold
    : 0.5 + (0.5 * (probability - threshold)) / (1 - threshold);
}
