/**
 * Does the sentence have the form of a question, and is it one that people tend to complete after a breath? Pure.
 * Recognisers put question marks unreliably, so the order of the words decides and a mark only helps.
 */
import { ARGUMENT_VERBS, RELATIONAL_NOUNS } from './endpointing-words.ts';

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

/** After these a question word begins a clause and not a question: "when I press the button", "what I mean is". */
const CLAUSE_SUBJECTS = new Set(
  "i you we they he she it this my your his her our their the a an i'm you're we're they're he's she's it's".split(' '),
);
/** An "it" that stands for what comes later: "how much does it cost" ... "to send a parcel". */
const EXPECTANT =
  /\b((does|did|would|will|can|should) it (cost|take|need|matter|help|work|mean)|how (far|long|hard|difficult|easy|expensive|safe|much) (is|was) it|what (should|do|must|shall) (i|we) do|what happens|(what|how) about .*)$/;
const SHORT_YES_NO_WORDS = 3;
/** "who wrote", "who called" want an object; these two-word questions do not. */
const TWO_WORDS_COMPLETE = /^(what|who|why|how|where|when) (now|next|else|happened|not|me|so|come|then|exactly|again)$/;
const COPULA = new Set("is are was were am what's who's where's how's when's".split(' '));

/** True for "what is my name", "can you say that again", "how many days until friday". */
export function isQuestion(words: readonly string[], text: string): boolean {
  const [first = '', second = ''] = core(words);
  if (WH.has(first)) return !CLAUSE_SUBJECTS.has(second);
  if (AUX.has(first) && (SUBJECTS.has(second) || words.length > 2)) return true;
  return /\?["']?\s*$/.test(text) && words.length > 1 && !CLAUSE_SUBJECTS.has(second);
}

/**
 * True for requests and offers whose object often follows ("can you book a table" ... "for two"), and for questions
 * whose last word wants another. `closed` says that the ending is one of the known complete ones.
 */
export function isExtensibleQuestion(words: readonly string[], closed: boolean): boolean {
  const question = core(words);
  const plain = question.join(' ');
  if (EXPECTANT.test(plain) || RELATIONAL_NOUNS.has(question.at(-1) ?? ''))
    return !/\b(my|your|his|her|our|their) \w+$/.test(plain);
  if (/^(can|could|would|will) you help me$/.test(plain)) return true;
  if (closed) return false;
  if (OFFERS.test(plain)) return true;
  const [first = ''] = question;
  if (WH.has(first))
    return question.length === 2 && !TWO_WORDS_COMPLETE.test(plain) && !question.some((word) => COPULA.has(word));
  if (question.length <= SHORT_YES_NO_WORDS && !/\b(there|ready|sure|okay|ok|again|robot|human|serious)$/.test(plain))
    return true;
  return (
    question.slice(1, 6).some((word) => ARGUMENT_VERBS.has(word)) &&
    !/\b(again|today|tomorrow|now|please|time|joke|story)$/.test(plain)
  );
}

/**
 * True for questions around a full verb ("when will it arrive"), which take a place, a time or an "if" after a breath
 * more often than those around "is" ("what is my name").
 */
export function isVerbQuestion(words: readonly string[]): boolean {
  const question = core(words);
  if (question.slice(0, 3).some((word) => COPULA.has(word))) return false;
  return (
    (question.length > 4 || question.includes('should')) &&
    question.slice(0, 4).some((word) => AUX.has(word)) &&
    !/\b(today|tomorrow|now|yesterday|tonight|again|please|there|here|me|that|this|it)$/.test(question.join(' '))
  );
}
