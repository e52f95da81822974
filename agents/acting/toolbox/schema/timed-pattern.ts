/**
 * Asks a stranger's pattern about a text, with a limit on the time: a pattern that would run for minutes is cut off,
 * remembered and never asked again. Holds nothing but compiled patterns.
 */
import { createContext, Script } from 'node:vm';
import { compilePattern } from './vet-schema.ts';

/** Far above any honest pattern; cut off twice, so that a process that was only waiting for its turn is not blamed. */
const LIMIT_MS = 15;
const TRIES = 2;
const MAX_KEPT = 2_000;

const test = new Script('pattern.test(text)');
const room = createContext({ pattern: /x/, text: '' });
const kept = new Map<string, RegExp | 'too-slow' | undefined>();

/** 'too-slow': nobody knows, and nobody will. */
export function matchesPattern(source: string, text: string): boolean | 'too-slow' {
  if (!kept.has(source)) {
    const [oldest] = kept.keys();
    if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(source, compilePattern(source));
  }
  const pattern = kept.get(source);
  if (pattern === undefined) return false;
  if (pattern === 'too-slow') return 'too-slow';
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    try {
      room.pattern = pattern;
      room.text = text;
      return test.runInContext(room, { timeout: LIMIT_MS }) === true;
    } catch {
      // Cut off.
    }
  }
  kept.set(source, 'too-slow');
  return 'too-slow';
}
