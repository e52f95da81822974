/** What Deepgram's live endpoint sends, as far as we read it. Pure; unknown messages are nothing, malformed ones are an error. */
import { z } from 'zod';

const results = z.object({
  type: z.literal('Results'),
  is_final: z.boolean(),
  speech_final: z.boolean().optional(),
  from_finalize: z.boolean().optional(),
  start: z.number().optional(),
  duration: z.number().optional(),
  channel: z.object({
    alternatives: z
      .array(
        z.object({
          transcript: z.string(),
          confidence: z.number().optional(),
          languages: z.array(z.string()).optional(),
        }),
      )
      .min(1),
  }),
});

export interface HeardResult {
  text: string;
  final: boolean;
  fromFinalize: boolean;
  confidence: number | undefined;
  language: string | undefined;
}

/** Throws when `text` is not a message of the protocol at all; undefined for messages that carry no transcript. */
export function readDeepgramMessage(text: string): HeardResult | undefined {
  const message: unknown = JSON.parse(text);
  if (typeof message !== 'object' || message === null || !('type' in message)) throw new TypeError('it has no type');
  if (message.type !== 'Results') return undefined;
  const parsed = results.parse(message);
  const best = parsed.channel.alternatives[0];
  return {
    text: best?.transcript.trim() ?? '',
    final: parsed.is_final,
    fromFinalize: parsed.from_finalize ?? false,
    confidence: best?.confidence,
    language: best?.languages?.[0],
  };
}
