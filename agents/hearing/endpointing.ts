/**
 * How long must it be silent before what was said counts as finished? Pure: text and context in, milliseconds and the
 * reason out. A fixed wait cuts people off in ordinary pauses, and a long one makes every answer slow; so the words
 * decide. English; text of another language falls to the middle wait.
 */
import {
  ADDRESS_JOINTS,
  ALWAYS_OPEN,
  ANNOUNCEMENTS,
  ANSWERS,
  CLOSED_ENDINGS,
  DICTATION_CUES,
  FILLER_PHRASES,
  FILLERS,
  MONTHS,
  NUMBER_WORDS,
  OPEN_ENDINGS,
  OPERATORS,
  QUICK,
  SHORT,
  TENS,
} from './endpointing-words.ts';
import { isExtensibleQuestion, isQuestion, isVerbQuestion } from './question-form.ts';
import { wordsOf } from './turn-words.ts';

export interface EndpointingContext {
  /** The wait for a plainly complete sentence; every other wait is a multiple of it. */
  baseMs: number;
  /** The agent's last words were a question. */
  asked: boolean;
  /** Extra wait learnt from this caller. */
  patienceMs: number;
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
  const { asked } = context;
  const words = wordsOf(text);
  const plain = words.join(' ');
  const last = words.at(-1) ?? '';
  if (words.length === 0) return 'fragment';
  if (QUICK.has(plain)) return 'quick';
  if (last === 'please' && words.length > 2 && !SHORT.has(plain)) return beforePlease(text, context);
  if (SHORT.has(plain) || (asked && ANSWERS.has(plain))) return 'short';
  const closed = CLOSED_ENDINGS.some((pattern) => pattern.test(plain));
  if (endsInHesitation(plain, last, words.length, closed)) return 'filler';
  if (isDictating(plain, words)) return 'dictation';
  if (/[,;:–—-]\s*$|\.\.\.\s*$|…\s*$/.test(text)) return 'unfinished';
  if (OPERATORS.has(last) || isBareOperand(words)) return 'unfinished';
  if (ALWAYS_OPEN.some((pattern) => pattern.test(plain))) return 'unfinished';
  if (!closed && (OPEN_ENDINGS.has(last) || ANNOUNCEMENTS.some((pattern) => pattern.test(plain)))) return 'unfinished';
  if (ANSWERS.has(plain)) return 'fragment';
  if (isQuestion(words, text)) {
    if (isExtensibleQuestion(words, closed)) return 'extensible-question';
    return isVerbQuestion(words) ? 'verb-question' : 'question';
  }
  if (INTRODUCTION.test(plain)) return 'verb-question';
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

/** "My name is Martin": whole, and rarely followed by more than a surname. */
const INTRODUCTION = /\b(?:my name is|my name's|i'm called|they call me|you can call me) \p{L}+$/u;

function endsInHesitation(plain: string, last: string, count: number, closed: boolean): boolean {
  if (FILLER_PHRASES.some((pattern) => pattern.test(plain))) return true;
  return FILLERS.has(last) && (count === 1 || !closed);
}

/** "what is twenty three": nobody asks that, the sum goes on. */
function isBareOperand(words: readonly string[]): boolean {
  const at = words.findIndex((word, index) => word === "what's" || (word === 'is' && words[index - 1] === 'what'));
  return at >= 0 && at < words.length - 1 && words.slice(at + 1).every(isNumber);
}

const isDigits = (word: string): boolean => /^\d+([.,:]\d+)*$/.test(word);
const isNumber = (word: string): boolean => isDigits(word) || NUMBER_WORDS.has(word);
const isLetter = (word: string): boolean => /^\p{L}$/u.test(word) && word !== 'i' && word !== 'a';

/** A number, a date, a spelling or an address is on its way out, and pauses between its groups. */
function isDictating(plain: string, words: readonly string[]): boolean {
  const last = words.at(-1) ?? '';
  const previous = words.at(-2) ?? '';
  if (ADDRESS_JOINTS.has(last) && (last !== 'at' || words.length > 1)) return true;
  if (isLetter(last) && (/^\p{L}$/u.test(previous) || DICTATION_CUES.test(plain))) return true;
  if (MONTHS.has(last) && last !== 'may' && DICTATION_CUES.test(plain)) return true;
  let digits = 0;
  let run = 0;
  for (let at = words.length - 1; at >= 0 && isNumber(words[at] ?? ''); at -= 1) {
    run += 1;
    digits += isDigits(words[at] ?? '') ? (words[at] ?? '').replace(/\D/g, '').length : 1;
  }
  if (run === 0 || OPERATORS.has(words[words.length - run - 1] ?? '')) return run > 0 && TENS.has(last);
  if (digits >= 10) return false;
  // "at seven thirty" is a time; "thirty" alone may be on the way to "thirty five".
  return (TENS.has(last) && run === 1) || run >= 3 || digits >= 3 || DICTATION_CUES.test(plain);
}
