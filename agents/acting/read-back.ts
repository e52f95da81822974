/**
 * What a person is asked to say yes to, as a sentence: the tool's own, else its label with every argument. Pure. What
 * would be done stands in it whole: a sentence that left something out would be a yes to something else.
 */
import { canonicalJson } from './call-key.ts';
import type { Tool } from './tool.ts';

/** Longer than about half a minute of speech cannot be followed, and is not a question any more. */
export const MAX_SPOKEN_READ_BACK_CHARACTERS = 500;

export function readBackOf(tool: Pick<Tool, 'label' | 'readBack'>, input: unknown): string {
  const own = ownWords(tool, input);
  return asSentence(own ?? `${tool.label}: ${argumentsInWords(input)}`);
}

function ownWords(tool: Pick<Tool, 'readBack'>, input: unknown): string | undefined {
  try {
    const words = tool.readBack?.(input);
    return words?.trim() ? words : undefined;
  } catch {
    // A tool that cannot say what it would do is still asked about, with everything it would be given.
    return undefined;
  }
}
function argumentsInWords(input: unknown): string {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return inWords(input);
  const entries = Object.entries(input).filter(([, value]) => value !== undefined);
  if (entries.length === 0) return 'as it is';
  return entries.map(([name, value]) => `${nameInWords(name)} ${inWords(value)}`).join(', ');
}
const nameInWords = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
const inWords = (value: unknown): string => (typeof value === 'string' ? value : canonicalJson(value));
/** One line that ends: what is in the arguments cannot make it look like two. */
function asSentence(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
