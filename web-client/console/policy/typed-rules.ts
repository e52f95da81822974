/** What somebody typed as rules: a list of objects as JSON, or a sentence about why it is not. Pure. */
import { z } from 'zod';
import { words } from '../words.ts';

const list = z.array(z.record(z.string(), z.unknown()));
export type TypedRules = { ok: true; rules: Record<string, unknown>[] } | { ok: false; why: string };

export function typedRules(text: string): TypedRules {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, why: words.review.notJson(error instanceof Error ? error.message : String(error)) };
  }
  const read = list.safeParse(value);
  return read.success ? { ok: true, rules: read.data } : { ok: false, why: words.policy.notList };
}
