/** What the recogniser process and its owner say to each other. Pure. A stream is one caller's. */
import { z } from 'zod';

export const toSherpa = z.discriminatedUnion('type', [
  z.object({ type: z.literal('begin'), stream: z.number(), utterance: z.number() }),
  z.object({
    type: z.literal('audio'),
    stream: z.number(),
    samples: z.custom<Int16Array>((value) => value instanceof Int16Array),
  }),
  z.object({ type: z.literal('end'), stream: z.number(), utterance: z.number() }),
  z.object({ type: z.literal('release'), stream: z.number() }),
]);
export type ToSherpa = z.infer<typeof toSherpa>;

const reading = {
  stream: z.number(),
  utterance: z.number(),
  tokens: z.array(z.string()),
  /** Seconds from the start of the utterance, one for each token. */
  timestamps: z.array(z.number()),
};
export const fromSherpa = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
  z.object({ type: z.literal('partial'), ...reading }),
  z.object({ type: z.literal('final'), ...reading }),
]);
export type FromSherpa = z.infer<typeof fromSherpa>;
