/**
 * A turn that was committed on a partial may get its final afterwards. What of it is new? Pure.
 */
import { wordsOf } from './turn-words.ts';

/**
 * The part of `late` that the committed text does not already say: '' when it says the same, or says less, or is a
 * rewording of it (half of its words are known); else the words that follow the committed ones.
 */
export function newPartOf(late: string, committed: string): string {
  const known = wordsOf(committed);
  const words = wordsOf(late);
  const tokens = late.trim().split(/\s+/);
  let common = 0;
  while (common < known.length && common < words.length && known[common] === words[common]) common += 1;
  if (common === words.length) return '';
  if (common === known.length)
    return tokens.length === words.length ? tokens.slice(common).join(' ') : words.slice(common).join(' ');
  const distinct = [...new Set(words)];
  const overlap = distinct.filter((word) => known.includes(word)).length;
  return overlap * 2 >= distinct.length ? '' : late;
}
