/**
 * How long must it be silent before what was said counts as finished? Pure: text and context in, milliseconds and the
 * reason out. A fixed wait cuts people off in ordinary pauses, and a long one makes every answer slow; so the words
 * decide, those of the caller's language; without words for it most waits are the middle one.
 */
import { NUMBER_WORDS } from './endpointing-words.ts';
import { isExtensibleQuestion, isQuestion, isVerbQuestion } from './question-form.ts';
import { spokenWords } from './spoken-words.ts';
import { wordsOf } from './turn-words.ts';
import type { SpokenWords } from './words/language-words.ts';

export interface EndpointingContext {
  /** The wait for a plainly complete sentence; every other wait is a multiple of it. */
  baseMs: number;
  /** The agent's last words were a question. */
  asked: boolean;
  /** Extra wait learnt from this caller. */
  patienceMs: number;
  /** BCP 47; default English. */
  language?: string;
  /** A turn-detector model's probability that the speaker has finished. */
  score?: number;
}

export type EndpointingReason =
  | 'quick'
  | 'question'
  | 'verb-question'
  | 'short'
  | 'statement'
  | 'extensible-question'
  | 'fragment'
  | 'unfinished'
  | 'filler'
  | 'dictation';

/** Multiples of the base wait (300 ms by default), measured on the pause table in test/scenarios/turns. */
const WAIT: Record<EndpointingReason, number> = {
  quick: 0.85,
  question: 1,
  'verb-question': 1.4,
  short: 1.75,
  statement: 2.4,
  'extensible-question': 2.4,
  fragment: 3,
  unfinished: 4.5,
  filler: 5,
  dictation: 5.5,
};
/** Beyond this a caller takes the agent for dead. */
const LONGEST_MS = 2500;
/** A turn detector this sure, either way, has the last word. */
const SURE = 0.85;

export function requiredSilenceMs(text: string, context: EndpointingContext): { ms: number; why: string } {
  const reason = reasonFor(text, context);
  const wait = WAIT[reason] * context.baseMs;
  const patient = reason === 'quick' ? wait : wait + context.patienceMs;
  return {
    ms: Math.round(Math.min(LONGEST_MS, scored(patient, context))),
    why: context.score === undefined ? reason : `${reason}, score ${context.score.toFixed(2)}`,
  };
}

/** A score near one half says nothing; towards 1 it shortens to the base, towards 0 it stretches to the unfinished wait. */
function scored(waitMs: number, { score, baseMs }: EndpointingContext): number {
  if (score === undefined || !Number.isFinite(score)) return waitMs;
  if (score >= 0.5) {
    const share = Math.min(1, (score - 0.5) / (SURE - 0.5));
    return waitMs - share * Math.max(0, waitMs - baseMs);
  }
  const share = Math.min(1, (0.5 - score) / (SURE - 0.5));
  return waitMs + share * Math.max(0, WAIT.unfinished * baseMs - waitMs);
}

function reasonFor(text: string, context: EndpointingContext): EndpointingReason {
  const { asked, language = 'en' } = context;
  const known = spokenWords(language);
  const words = wordsOf(text);
  const plain = words.join(' ');
  const last = words.at(-1) ?? '';
  if (words.length === 0) return 'fragment';
  if (known.quick.has(plain)) return 'quick';
  if (last === 'please' && words.length > 2 && !known.short.has(plain) && known.questionsByOrder)
    return beforePlease(text, context);
  if (known.short.has(plain) || (asked && known.answers.has(plain))) return 'short';
  const closed = known.closedEndings.some((pattern) => pattern.test(plain));
  if (endsInHesitation(plain, last, words.length, closed, known)) return 'filler';
  if (isDictating(plain, words, known)) return 'dictation';
  if (/[,;:–—-]\s*$|\.\.\.\s*$|…\s*$/.test(text)) return 'unfinished';
  if (known.operators.has(last) || isBareOperand(words)) return 'unfinished';
  if (known.alwaysOpen.some((pattern) => pattern.test(plain))) return 'unfinished';
  if (!closed && (known.openEndings.has(last) || known.announcements.some((pattern) => pattern.test(plain))))
    return 'unfinished';
  if (known.answers.has(plain)) return 'fragment';
  if (!known.questionsByOrder) {
    if (/[?？؟]\s*$/.test(text) && words.length > 1) return 'question';
  } else if (isQuestion(words, text)) {
    if (isExtensibleQuestion(words, closed)) return 'extensible-question';
    return isVerbQuestion(words) ? 'verb-question' : 'question';
  }
  if (known.introduction.test(plain)) return 'verb-question';
  return words.length === 1 && !asked ? 'fragment' : 'statement';
}

/** "Please" closes a request that was whole without it; "could you please" is as open as before. */
function beforePlease(text: string, context: EndpointingContext): EndpointingReason {
  const reason = reasonFor(text.replace(/[\s,]*please\W*$/i, ''), context);
  return CLOSED_BY_PLEASE.has(reason) ? 'question' : reason;
}
const CLOSED_BY_PLEASE: ReadonlySet<EndpointingReason> = new Set([
  'question',
  'verb-question',
  'extensible-question',
  'statement',
  'short',
]);

function endsInHesitation(
  plain: string,
  last: string,
  count: number,
  closed: boolean,
  { fillers, fillerPhrases }: SpokenWords,
): boolean {
  if (fillerPhrases.some((pattern) => pattern.test(plain))) return true;
  return fillers.has(last) && (count === 1 || !closed);
}

/** "what is twenty three": nobody asks that, the sum goes on. */
function isBareOperand(words: readonly string[]): boolean {
  const at = words.findIndex((word, index) => word === "what's" || (word === 'is' && words[index - 1] === 'what'));
  return at >= 0 && at < words.length - 1 && words.slice(at + 1).every((word) => isNumber(word, NUMBER_WORDS));
}

const isDigits = (word: string): boolean => /^\d+([.,:]\d+)*$/.test(word);
const isNumber = (word: string, numbers: ReadonlySet<string>): boolean => isDigits(word) || numbers.has(word);
const isLetter = (word: string): boolean => /^\p{L}$/u.test(word) && word !== 'i' && word !== 'a';

/** A number, a date, a spelling or an address is on its way out, and pauses between its groups. */
function isDictating(
  plain: string,
  words: readonly string[],
  { addressJoints, dictationCues, months, numbers, operators, tens }: SpokenWords,
): boolean {
  const last = words.at(-1) ?? '';
  const previous = words.at(-2) ?? '';
  if (addressJoints.has(last) && (last !== 'at' || words.length > 1)) return true;
  if (isLetter(last) && (/^\p{L}$/u.test(previous) || dictationCues.test(plain))) return true;
  if (months.has(last) && last !== 'may' && dictationCues.test(plain)) return true;
  let digits = 0;
  let run = 0;
  for (let at = words.length - 1; at >= 0 && isNumber(words[at] ?? '', numbers); at -= 1) {
    run += 1;
    digits += isDigits(words[at] ?? '') ? (words[at] ?? '').replace(/\D/g, '').length : 1;
  }
  if (run === 0 || operators.has(words[words.length - run - 1] ?? '')) return run > 0 && tens.has(last);
  if (digits >= 10) return false;
  // "at seven thirty" is a time; "thirty" alone may be on the way to "thirty five".
  return (tens.has(last) && run === 1) || run >= 3 || digits >= 3 || dictationCues.test(plain);
}
