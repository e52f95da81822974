/**
 * A condition on one argument of a tool call. Pure. An argument that is not there, or not of the kind the condition
 * speaks of, matches nothing in a rule that allows, and everything in a rule that refuses: what cannot be judged is
 * not let through.
 */
import { z } from 'zod';

export const argumentTest = z
  .strictObject({
    /** Where it is: field names joined by dots, `items.*.amount` for each of a list. */
    path: z.string().regex(/^[^.]+(\.[^.]+)*$/, 'is field names joined by dots'),
    above: z.number().optional(),
    below: z.number().optional(),
    oneOf: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .readonly()
      .optional(),
    noneOf: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .readonly()
      .optional(),
    longerThan: z.number().int().nonnegative().optional(),
  })
  .refine(({ path: _, ...tests }) => Object.values(tests).filter((test) => test !== undefined).length === 1, {
    error: 'has exactly one of above, below, oneOf, noneOf and longerThan',
  });
export type ArgumentTest = z.output<typeof argumentTest>;

/** True or false as the values say; undefined when there is nothing, or nothing comparable, at the path. */
export function argumentMatches(test: ArgumentTest, input: unknown): boolean | undefined {
  const values = valuesAt(input, test.path.split('.'));
  if (values.length === 0) return undefined;
  const each = values.map((value) => compare(test, value));
  if (each.includes(true)) return true;
  return each.includes(undefined) ? undefined : false;
}

function compare({ above, below, oneOf, noneOf, longerThan }: ArgumentTest, value: unknown): boolean | undefined {
  if (above !== undefined || below !== undefined) {
    const number = numberOf(value);
    if (number === undefined) return undefined;
    return above !== undefined ? number > above : number < (below ?? 0);
  }
  if (longerThan !== undefined)
    return typeof value === 'string' || Array.isArray(value) ? value.length > longerThan : undefined;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  return oneOf !== undefined ? oneOf.includes(value) : !(noneOf ?? []).includes(value);
}

/** Models write amounts as text now and then: "40" is 40, "forty" is nothing comparable. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*-?\d+(\.\d+)?\s*$/.test(value)) return undefined;
  return Number(value);
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const [first, ...rest] = path;
  if (first === undefined) return [value];
  if (first === '*') return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, first)) return [];
  return valuesAt(Object.entries(value).find(([name]) => name === first)?.[1], rest);
}
