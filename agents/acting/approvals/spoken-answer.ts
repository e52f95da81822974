/**
 * Whether what somebody said is plainly a yes or plainly a no, by rules alone: every word of it must be of a yes (or of
 * a no) or mean nothing. Pure. Whatever is more, less or both is neither: a wrong yes cannot be taken back.
 */
import { primaryLanguage } from '../../settings/primary-language.ts';
import type { AnswerWords } from './answer-words/lists.ts';
import { ANSWER_WORDS } from './answer-words.ts';

export type SpokenAnswer = 'yes' | 'no' | 'neither';
type Meaning = keyof AnswerWords;
type Table = ReadonlyMap<string, Meaning>;

const LONGEST = 6;
/** Nobody answers plainly at this length. */
const MAX_WORDS = 12;
/** Of two lists with one phrase the more careful counts. */
const CAREFUL_LAST = ['nothing', 'yes', 'no', 'unclear'] as const;

/** `language` is that of the agent who asked, as BCP 47; in one without a list of words nothing is an answer. */
export function spokenAnswer(said: string, language: string): SpokenAnswer {
  const table = tableOf(primaryLanguage(language));
  // "Yes?" asks; it does not answer.
  if (table === undefined || /\?\s*$/.test(said)) return 'neither';
  const words = wordsIn(said);
  if (words.length === 0 || words.length > MAX_WORDS) return 'neither';
  const meant = new Set<'yes' | 'no'>();
  for (let at = 0; at < words.length; ) {
    const found = longestFrom(words, at, table);
    if (!found || found.meaning === 'unclear') return 'neither';
    if (found.meaning !== 'nothing') meant.add(found.meaning);
    at += found.length;
  }
  if (meant.size !== 1) return 'neither';
  return meant.has('yes') ? 'yes' : 'no';
}

/** Recognisers leave accents out, or write them as letters of their own. */
const wordsIn = (said: string): string[] =>
  said
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[’`]/g, "'")
    .match(/[\p{L}\p{N}']+/gu) ?? [];

const tables = new Map<string, Table>();
function tableOf(language: string): Table | undefined {
  const words = ANSWER_WORDS.get(language);
  const known = tables.get(language);
  if (known || !words) return known;
  const table = new Map<string, Meaning>();
  for (const meaning of CAREFUL_LAST)
    for (const phrase of (words[meaning] ?? '').split('|')) {
      const plain = wordsIn(phrase).join(' ');
      if (plain !== '') table.set(plain, meaning);
    }
  tables.set(language, table);
  return table;
}

function longestFrom(
  words: readonly string[],
  at: number,
  table: Table,
): { meaning: Meaning; length: number } | undefined {
  for (let length = Math.min(LONGEST, words.length - at); length > 0; length -= 1) {
    const meaning = table.get(words.slice(at, at + length).join(' '));
    if (meaning) return { meaning, length };
  }
  return undefined;
}
