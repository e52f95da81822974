/**
 * Is this a listener's noise ("mm-hm", "right", "okay") rather than something to answer? Pure. It only holds while the
 * agent has the floor; after a question the same words are answers, which is for the caller of this file to know.
 */
import { spokenWords } from './spoken-words.ts';
import { wordsOf } from './turn-words.ts';

/** Longer strings of them ("yeah yeah okay right so") are somebody trying to get in. */
const MAX_WORDS = 4;

/** True when `text` is nothing but listener's noises. Empty text is not. */
export function isBackchannel(text: string, language = 'en'): boolean {
  const { noises, noisePhrases } = spokenWords(language);
  const words = wordsOf(text);
  if (words.length === 0 || words.length > MAX_WORDS) return false;
  let at = 0;
  while (at < words.length) {
    const rest = words.length - at;
    const length = [3, 2].find((n) => n <= rest && noisePhrases.has(words.slice(at, at + n).join(' ')));
    if (length !== undefined) at += length;
    else if (noises.has(words[at] ?? '') || noisePhrases.has(words[at] ?? '')) at += 1;
    else return false;
  }
  return true;
}
