/**
 * Does the sentence have the form of a question, and is it one that people tend to complete after a breath? Pure.
 * Recognisers put question marks unreliably, so the order of the words decides and a mark only helps.
 */
import { ARGUMENT_VERBS } from './endpointing-words.ts';

const WH = new Set("what who whom whose which when where why how what's who's where's how's when's".split(' '));
const AUX = new Set(
  "is are was were am do does did can could will would shall should may might have has had isn't aren't wasn't don't doesn't didn't can't couldn't won't wouldn't shouldn't haven't hasn't".split(
    ' ',
  ),
);
const SUBJECTS = new Set(
  'i you we they he she it this that these those there my your his her our their the a an any anyone anybody somebody someone everything'.split(
    ' ',
  ),
);
/** What may stand before a question without changing it. */
const OPENERS = new Set(
  'and so but okay ok well um uh hi hello hey please then now sorry yes no alright right parley'.split(' '),
);
const OFFERS =
  /\b(is there|are there|do you have|do you know|would it be|is it possible|would you mind|have you got|did you find|are you able|do you offer|do you think)\b/;

function core(words: readonly string[]): readonly string[] {
  let at = 0;
  while (at < words.length - 1 && OPENERS.has(words[at] ?? '')) at += 1;
  return words.slice(at);
}

/** True for "what is my name", "can you say that again", "how many days until friday". */
export function isQuestion(words: readonly string[], text: string): boolean {
  const [first = '', second = ''] = core(words);
  if (WH.has(first)) return true;
  if (AUX.has(first) && (SUBJECTS.has(second) || words.length > 2)) return true;
  return /\?["']?\s*$/.test(text) && words.length > 1;
}

/** True for requests and offers whose object often follows: "can you book a table" ... "for two". */
export function isExtensibleQuestion(words: readonly string[]): boolean {
  const question = core(words);
  const plain = question.join(' ');
  if (OFFERS.test(plain)) return true;
  const [first = ''] = question;
  return (
    !WH.has(first) &&
    question.slice(1, 6).some((word) => ARGUMENT_VERBS.has(word)) &&
    !/\b(again|today|tomorrow|now|please|time|joke|story)$/.test(plain)
  );
}
