/**
 * Words as they are written: recognisers on this machine give lower case without marks, and people read captions. Pure;
 * changes capitals only, never a word.
 */
import { isFirstName } from '../brain/first-names.ts';

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
/** Between these and a name nothing stands: "my name is", "i am", "this is", "call me". */
const NAMING = /(?:^| )(?:name is|name's|i am|i'm|this is|it's|call me|called|named|hi|hello|hey)$/;
const DAYS_AND_MONTHS = new Set(
  'monday tuesday wednesday thursday friday saturday sunday january february april june july august september october november december christmas easter'.split(
    ' ',
  ),
);

export function writtenWords(words: readonly string[]): string[] {
  return words.map((word, index) => {
    if (index === 0 || /^i(?:'|$)/.test(word) || DAYS_AND_MONTHS.has(word)) return capital(word);
    const before = words.slice(Math.max(0, index - 2), index).join(' ');
    return NAMING.test(before) && isFirstName(word, '') ? capital(word) : word;
  });
}
