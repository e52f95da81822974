/**
 * What Deepgram's published reference for `GET /v1/listen` (live audio) accepts, as schemas: the query, the control
 * messages. Written by hand from the API reference; unknown names are refused, since a misspelt parameter is a bug.
 */
import { z } from 'zod';

const flag = z.enum(['true', 'false']);
const many = z.union([z.string().min(1), z.array(z.string().min(1))]);
const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .refine((text) => Number(text) >= min && Number(text) <= max, `must be from ${min} to ${max}`);

/** Encodings of raw audio; each needs `sample_rate`. */
const ENCODINGS = [
  'linear16',
  'linear32',
  'flac',
  'alaw',
  'mulaw',
  'amr-nb',
  'amr-wb',
  'opus',
  'ogg-opus',
  'speex',
  'g729',
] as const;

export const listenQuery = z
  .strictObject({
    model: z.string().min(1),
    callback: z.url().optional(),
    callback_method: z.enum(['POST', 'PUT', 'GET', 'DELETE']).optional(),
    channels: integer(1, 16).optional(),
    detect_entities: flag.optional(),
    diarize: flag.optional(),
    dictation: flag.optional(),
    encoding: z.enum(ENCODINGS).optional(),
    endpointing: z.union([z.literal('false'), z.literal('true'), integer(0, 60_000)]).optional(),
    extra: many.optional(),
    filler_words: flag.optional(),
    interim_results: flag.optional(),
    keyterm: many.optional(),
    keywords: many.optional(),
    language: z
      .string()
      .regex(/^(multi|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*)$/)
      .optional(),
    mip_opt_out: flag.optional(),
    multichannel: flag.optional(),
    no_delay: flag.optional(),
    numerals: flag.optional(),
    profanity_filter: flag.optional(),
    punctuate: flag.optional(),
    redact: many.optional(),
    replace: many.optional(),
    sample_rate: integer(8000, 96_000).optional(),
    search: many.optional(),
    smart_format: flag.optional(),
    tag: many.optional(),
    utterance_end_ms: integer(1000, 5000).optional(),
    vad_events: flag.optional(),
    version: z.string().optional(),
  })
  .refine(
    (query) => (query.encoding === undefined) === (query.sample_rate === undefined),
    'encoding and sample_rate must be given together',
  )
  .refine(
    (query) => query.utterance_end_ms === undefined || query.interim_results === 'true',
    'utterance_end_ms needs interim_results=true',
  )
  .refine(
    (query) => query.keyterm === undefined || !/^(nova-2|enhanced|base)/.test(query.model),
    'keyterm needs a nova-3 model',
  )
  .refine(
    (query) => query.keywords === undefined || !query.model.startsWith('nova-3'),
    'keywords are not supported by nova-3: use keyterm',
  );

export const controlMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('KeepAlive') }),
  z.strictObject({ type: z.literal('Finalize'), channel: z.number().int().optional() }),
  z.strictObject({ type: z.literal('CloseStream') }),
]);
