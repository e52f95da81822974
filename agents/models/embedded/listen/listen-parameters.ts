/** The query of `/v1/listen`, checked as Deepgram checks it: what cannot be served is refused before the upgrade. Pure. */
import { z } from 'zod';

/** A refusal in Deepgram's words: HTTP status and body. */
export class DeepgramError extends Error {
  override readonly name = 'DeepgramError';
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'], { error: (issue) => `must be true or false, not ${JSON.stringify(issue.input)}` })
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true');

/** Silence that ends an utterance here at least: recognition of half phrases is far worse than of whole ones. */
const MIN_ENDPOINTING_MS = 400;
/** Clients stop sending a second after the voice, so a longer wait would never be over. */
const MAX_ENDPOINTING_MS = 900;

const parameters = z.object({
  model: z.string({ error: 'must be given' }),
  language: z
    .string()
    .default('en')
    .refine((language) => /^en(-|$)/i.test(language), {
      error: (issue) => `${JSON.stringify(issue.input)} is not spoken here, English ('en') is`,
    }),
  encoding: z.enum(['linear16'], {
    error: (issue) => `must be linear16, not ${issue.input === undefined ? 'absent' : JSON.stringify(issue.input)}`,
  }),
  sample_rate: z
    .enum(['8000', '16000'], {
      error: (issue) =>
        `must be 8000 or 16000, not ${issue.input === undefined ? 'absent' : JSON.stringify(issue.input)}`,
    })
    .transform(Number),
  channels: z.enum(['1'], { error: (issue) => `must be 1, not ${JSON.stringify(issue.input)}` }).default('1'),
  interim_results: flag(false),
  vad_events: flag(false),
  endpointing: z
    .string()
    .regex(/^(true|false|\d+)$/, {
      error: (issue) => `must be milliseconds or false, not ${JSON.stringify(issue.input)}`,
    })
    .default('true')
    .transform((value) =>
      /^\d/.test(value) ? Math.min(MAX_ENDPOINTING_MS, Math.max(MIN_ENDPOINTING_MS, Number(value))) : 500,
    ),
  utterance_end_ms: z
    .string()
    .regex(/^\d+$/, { error: (issue) => `must be milliseconds, not ${JSON.stringify(issue.input)}` })
    .transform(Number)
    .optional(),
});
export type ListenParameters = z.infer<typeof parameters>;

/** Other parameters of Deepgram's (punctuate, smart_format, keyterm...) have no effect here and are taken silently. */
export function parseListenParameters(query: URLSearchParams, models: string[]): ListenParameters {
  const result = parameters.safeParse(Object.fromEntries(query));
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new DeepgramError(400, 'Bad Request', `Invalid query string: ${issue?.path.join('.')} ${issue?.message}.`);
  }
  if (!models.includes(result.data.model)) {
    const known = models.join(' and ');
    throw new DeepgramError(
      400,
      'Bad Request',
      `No such model ${JSON.stringify(result.data.model)}; there is ${known}.`,
    );
  }
  return result.data;
}
