/**
 * What an agent's file says of what may not leave although it is shown: card numbers, what stands in secret fields, its
 * own patterns, and places of a screen or camera. Pure: the schema and its defaults.
 */
import { z } from 'zod';

/** Shares of the picture, 0..1. */
const share = z.number().min(0).max(1);

const pattern = z
  .string()
  .min(1)
  .max(300)
  .refine(isPattern, { error: ({ input }) => `${JSON.stringify(input)} is not a regular expression that finds text` })
  .transform((source) => new RegExp(source, 'giu'));

export const maskRules = z.strictObject({
  /** Numbers of payment cards. */
  cards: z.boolean().default(true),
  /** What stands in or beside a field called password, PIN, CVC, API key and the like, and columns of a table so called. */
  secrets: z.boolean().default(true),
  /** Regular expressions (no slashes; case does not matter): what they find is blanked. */
  patterns: z.array(pattern).max(50).default([]),
  /** Places that are always black. */
  regions: z
    .array(
      z.strictObject({
        track: z.enum(['screen', 'camera']).optional(),
        left: share.default(0),
        top: share.default(0),
        width: share,
        height: share,
      }),
    )
    .max(20)
    .default([]),
});
export type MaskRules = z.output<typeof maskRules>;
export const DEFAULT_MASKS: MaskRules = maskRules.parse({});

/** One that finds nothing in particular would blank everything. */
function isPattern(source: string): boolean {
  try {
    return !new RegExp(source, 'u').test('');
  } catch {
    return false;
  }
}
