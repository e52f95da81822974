/** Bounded text as the wire takes it: a name of one line, or text of many. Lone surrogates are not text. */
import { z } from 'zod';

const wellFormed = (text: string): boolean => text.isWellFormed();
const WELL_FORMED = 'is not well-formed Unicode';

/** One line without control characters. Lengths are in UTF-16 units. */
export const line = (maxChars: number) =>
  z
    .string()
    .min(1)
    .max(maxChars)
    .refine(wellFormed, WELL_FORMED)
    .refine((text) => !/\p{Cc}/u.test(text), 'contains a control character');

/** Text of many lines. */
export const paragraph = (maxChars: number) =>
  z
    .string()
    .min(1)
    .max(maxChars)
    .refine(wellFormed, WELL_FORMED)
    .refine((text) => !/[^\P{Cc}\n\r\t]/u.test(text), 'contains a control character');
