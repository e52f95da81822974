/**
 * Whether what a plan is about to write was said or seen: ids, amounts, addresses and dates among its arguments must
 * occur in the goal or in a result. A planner that makes one up is found out before it acts. Pure.
 */

const EMAIL = /[^\s@"'<>(),;]+@[^\s@"'<>(),;]+\.[a-z]{2,}/gi;
const DATE = /\b\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b/g;
/** A word with a digit in it, such as A-1042, inv_77 or 3f9c. */
const IDENTIFIER = /\b(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{3,}\b/gi;
const NUMBER = /\d+(?:[.,]\d+)*/g;
/** "three" is not found by its digit; small counts are hardly ever what goes wrong. */
const SMALL = 12;

const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ');
/** 1,200.50 and 1200.5 are one number. */
const asNumber = (text: string): number => Number(text.replace(/,(?=\d{3}\b)/g, '').replace(',', '.'));

/** The values in `input` that occur in none of `sources`, each once. */
export function unfounded(input: unknown, sources: readonly string[]): string[] {
  const known = plain(sources.join('\n'));
  const numbers = new Set((known.match(NUMBER) ?? []).flatMap((text) => [asNumber(text), ...parts(text)]));
  const missing = new Set<string>();
  for (const value of leaves(input)) {
    if (typeof value === 'number') {
      if (Math.abs(value) > SMALL && !numbers.has(Math.abs(value))) missing.add(String(value));
      continue;
    }
    let rest = value;
    for (const pattern of [EMAIL, DATE, IDENTIFIER]) {
      for (const found of rest.match(pattern) ?? []) if (!known.includes(plain(found))) missing.add(found);
      rest = rest.replace(pattern, ' ');
    }
    for (const found of rest.match(NUMBER) ?? []) {
      const number = asNumber(found);
      if (Number.isFinite(number) && number > SMALL && !numbers.has(number)) missing.add(found);
    }
  }
  return [...missing];
}

const parts = (text: string): number[] => text.split(/[.,]/).map(Number);

function leaves(value: unknown): (string | number)[] {
  if (typeof value === 'string' || typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leaves);
  return [];
}
