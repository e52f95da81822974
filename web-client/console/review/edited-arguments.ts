/** What somebody typed as the arguments of a tool: an object as JSON, or a sentence about why it is not. Pure. */
import { z } from 'zod';
import { words } from '../words.ts';

const object = z.record(z.string(), z.unknown());

export type Edited = { ok: true; value: Record<string, unknown> } | { ok: false; why: string };

export function editedArguments(text: string): Edited {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, why: words.review.notJson(error instanceof Error ? error.message : String(error)) };
  }
  const read = object.safeParse(value);
  return read.success ? { ok: true, value: read.data } : { ok: false, why: words.review.notObject };
}
