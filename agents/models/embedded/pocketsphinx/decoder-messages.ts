/** What a decoder process says, line by line, as `decoder.py` writes it. Pure. */
import { z } from 'zod';
import type { HeardWord } from '../listen/recogniser.ts';

const word = z.tuple([z.string(), z.number(), z.number(), z.number()]);
export const decoderMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), ms: z.number() }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
  z.object({ type: z.literal('heard'), bytes: z.number() }),
  z.object({ type: z.literal('partial'), utterance: z.number(), words: z.array(word) }),
  z.object({ type: z.literal('final'), words: z.array(word), score: z.number(), ms: z.number() }),
]);

const FRAME_SECONDS = 0.01;

export const heardWords = (words: z.infer<typeof word>[]): HeardWord[] =>
  words.map(([text, first, last, probability]) => ({
    text,
    startSeconds: first * FRAME_SECONDS,
    endSeconds: (last + 1) * FRAME_SECONDS,
    confidence: probability,
  }));
