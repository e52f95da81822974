/**
 * What a source's operations are called by an agent: `<source>_<operation>` in the characters that every model takes,
 * at most 64 long, unique, and the same on every machine and after every restart. Pure.
 */
import { createHash } from 'node:crypto';

const MAX_CHARACTERS = 64;
const HASH_CHARACTERS = 8;

/** `taken` holds the names given so far and gets the new one. */
export function toolName(source: string, operation: string, taken: Set<string>): string {
  const whole = `${source}_${operation.replace(/[^a-zA-Z0-9_-]+/g, '_')}`;
  let name = whole;
  for (let round = 0; name.length > MAX_CHARACTERS || taken.has(name); round += 1) {
    const hash = createHash('sha256')
      .update(JSON.stringify([source, operation, round]))
      .digest('hex');
    name = `${whole.slice(0, MAX_CHARACTERS - HASH_CHARACTERS - 1)}_${hash.slice(0, HASH_CHARACTERS)}`;
  }
  taken.add(name);
  return name;
}

/** Whether one of the patterns names the operation; `*` at the end of a pattern matches any rest. */
export const isNamed = (operation: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith('*') ? operation.startsWith(pattern.slice(0, -1)) : operation === pattern,
  );
