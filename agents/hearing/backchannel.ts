/**
 * Is this a listener's noise ("mm-hm", "right", "okay") rather than something to answer? Pure. It only holds while the
 * agent has the floor; after a question the same words are answers, which is for the caller of this file to know.
 */
import { wordsOf } from './turn-words.ts';

const SINGLE = new Set(
  (
    'mm mmm mhm mmhm mhmm hm hmm hmmm huh uh uhuh uhhuh uhm um umm erm er ah aha ahh oh ooh eh ugh ' +
    'right okay ok okey kay yeah yea yep yup ya yes sure fine good great nice cool wow really indeed exactly ' +
    'absolutely definitely totally true perfect alright interesting well so'
  ).split(' '),
);
const PHRASES = new Set([
  'i see',
  'got it',
  'i got it',
  'of course',
  'all right',
  'makes sense',
  'that makes sense',
  'go on',
  'i understand',
  'sounds good',
  'very good',
  'very nice',
  'no problem',
  'thank you',
  'thanks',
  "that's right",
  "that's good",
  "that's great",
  'for sure',
  'uh huh',
  'mm hm',
  'mm hmm',
  'oh my',
]);
/** Longer strings of them ("yeah yeah okay right so") are somebody trying to get in. */
const MAX_WORDS = 4;

/** True when `text` is nothing but listener's noises. Empty text is not. */
export function isBackchannel(text: string): boolean {
  const words = wordsOf(text);
  if (words.length === 0 || words.length > MAX_WORDS) return false;
  let at = 0;
  while (at < words.length) {
    const rest = words.length - at;
    const length = [3, 2].find((n) => n <= rest && PHRASES.has(words.slice(at, at + n).join(' ')));
    if (length !== undefined) at += length;
    else if (SINGLE.has(words[at] ?? '') || PHRASES.has(words[at] ?? '')) at += 1;
    else return false;
  }
  return true;
}
