/** What `POST /v1/audio/speech` may say: OpenAI's fields, as far as flite can serve them. Pure. */
import { z } from 'zod';

/** Voices inside the flite package (16 kHz ones). */
export const FLITE_VOICES = ['slt', 'rms', 'awb'] as const;
export type FliteVoice = (typeof FLITE_VOICES)[number];

/** OpenAI's voice names, so that a client's default works: each stands for the flite voice nearest in pitch. */
const OPENAI_VOICES: Record<string, FliteVoice> = {
  alloy: 'slt',
  ash: 'rms',
  ballad: 'rms',
  cedar: 'rms',
  coral: 'slt',
  echo: 'rms',
  fable: 'awb',
  marin: 'slt',
  nova: 'slt',
  onyx: 'rms',
  sage: 'slt',
  shimmer: 'slt',
  verse: 'awb',
};

/** OpenAI's own bound. */
export const MAX_INPUT_CHARACTERS = 4096;

export const speechRequest = z.object({
  model: z.string().refine((model) => model === 'flite', {
    error: (issue) => `this server speaks with 'flite', not with ${JSON.stringify(issue.input)}`,
  }),
  input: z
    .string()
    .min(1)
    .max(MAX_INPUT_CHARACTERS, { error: `it is longer than ${MAX_INPUT_CHARACTERS} characters` }),
  voice: z
    .string()
    .default('slt')
    .transform((voice, context): FliteVoice => {
      const known = FLITE_VOICES.find((name) => name === voice) ?? OPENAI_VOICES[voice];
      if (known !== undefined) return known;
      context.addIssue({
        code: 'custom',
        message: `there is no voice ${JSON.stringify(voice)}; there are ${FLITE_VOICES.join(', ')}`,
      });
      return z.NEVER;
    }),
  response_format: z
    .enum(['pcm', 'wav'], {
      error: (issue) => `${JSON.stringify(issue.input)} cannot be made here; 'pcm' and 'wav' can`,
    })
    .default('wav'),
  speed: z.number().min(0.25).max(4).default(1),
});
export type SpeechRequest = z.infer<typeof speechRequest>;
