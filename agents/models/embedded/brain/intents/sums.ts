/** Arithmetic: the words become an expression, the tool works it out. */
import { continuedExpression, spokenExpression } from '../arithmetic-words.ts';
import type { Intent, Turn } from '../decision.ts';
import { say, toolOrSay } from '../decision.ts';

const NO_CALCULATOR = "I have no calculator in this call, so I'd rather not guess.";
const LAST_RESULT = /(-?\d[\d,]*(?:\.\d+)?)\D*$/;

function expressionOf(turn: Turn): string | undefined {
  const result = / is /.test(turn.lastReply) ? LAST_RESULT.exec(turn.lastReply)?.[1]?.replaceAll(',', '') : undefined;
  return spokenExpression(turn.digits) ?? (result === undefined ? undefined : continuedExpression(turn.digits, result));
}

/** Telephone numbers and dates have dashes, too: it is a sum when a word says so, or when nothing else was said. */
function isNumberOrDate(expression: string, digits: string): boolean {
  if (!/^\d+(?: ?- ?\d+)+$/.test(expression)) return false;
  return !/\b(?:minus|subtract|from|less|take|difference)\b/.test(digits) && !/^(?:what is )?[\d\s-]+$/.test(digits);
}

export const SUMS: readonly Intent[] = [
  {
    name: 'calculate',
    decide: (turn) => {
      const expression = expressionOf(turn);
      if (expression === undefined || isNumberOrDate(expression, turn.digits)) return undefined;
      return toolOrSay(turn, 'calculate', { expression }, NO_CALCULATOR);
    },
  },
  {
    name: 'calculate-unclear',
    decide: ({ heard, wording }) =>
      /\b(?:calculate|square root|percent of|multiplied by|divided by)\b/.test(heard) ||
      /^(?:what is|how much is) \S+ (?:plus|minus|times) \S+$/.test(heard)
        ? say(wording(["I didn't catch the numbers. Which ones were they?", 'Sorry, which numbers did you say?']))
        : undefined,
  },
];
