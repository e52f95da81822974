/**
 * Arithmetic as people say it -> an expression, and an expression -> as people say it. Pure; nothing is calculated
 * here. Input is text with numbers in digits.
 */
type Rewrite = readonly [RegExp, string];

const N = '(-?\\d+(?:\\.\\d+)?)';
const rule = (pattern: string, replacement: string): Rewrite => [new RegExp(pattern, 'g'), replacement];

/** Whole forms, in which the order of the numbers is not the order of the words. */
const FORMS: readonly Rewrite[] = [
  rule(`\\b(?:add|sum of|some of) ${N} (?:and|to|plus) ${N}`, '$1 + $2'),
  rule(`\\b(?:subtract|take(?: away)?) ${N} from ${N}`, '$2 - $1'),
  rule(`\\bdifference (?:between|of) ${N} and ${N}`, '$1 - $2'),
  rule(`\\bmultiply ${N} (?:by|and|with|times) ${N}`, '$1 * $2'),
  rule(`\\bproduct of ${N} and ${N}`, '$1 * $2'),
  rule(`\\bdivide ${N} (?:by|through) ${N}`, '$1 / $2'),
  rule(`${N} ?(?:percent|per cent|person|%) off(?: of)? ${N}`, '$2 - $1 / 100 * $2'),
  rule(`${N} ?(?:percent|per cent|person|%) (?:of|off|from) ${N}`, '$1 / 100 * $2'),
  rule(`\\b(?:the )?square root (?:of )?${N}`, 'sqrt($1)'),
  rule(`\\b(?:one )?half of ${N}`, '$1 / 2'),
  rule(`\\b(?:a|1) (?:third|3rd) of ${N}`, '$1 / 3'),
  rule(`\\b(?:a|1) quarter of ${N}`, '$1 / 4'),
  rule(`\\b(?:double|twice) ${N}`, '2 * $1'),
  rule(`\\btriple ${N}`, '3 * $1'),
  rule(`${N} squared`, '$1 ^ 2'),
  rule(`${N} cubed`, '$1 ^ 3'),
];
/** Words between two numbers. Recognisers drop the s of "times" and hear "buy" for "by". */
const OPERATORS: readonly Rewrite[] = [
  rule('(?<=[\\d)] )(?:times|time|multiplied (?:by|buy|with)|multiply by|x|×)(?= [-\\d(s])', '*'),
  rule('(?<=[\\d)] )(?:divided (?:by|buy)|divide by|over|÷)(?= [-\\d(s])', '/'),
  rule('(?<=[\\d)] )(?:plus|added to|pluss)(?= [-\\d(s])', '+'),
  rule('(?<=[\\d)] )(?:minus|less|take away)(?= [-\\d(s])', '-'),
  rule('(?<=[\\d)] )(?:to the power of|raised to|to the)(?= \\d+(?:st|nd|rd|th)?)', '^'),
  rule('(?<=\\^ \\d+)(?:st|nd|rd|th)', ''),
  rule('\\bminus (?=\\d)', '-'),
];
/** Small words that are heard for numbers, next to an operator only. */
const HOMOPHONES: readonly Rewrite[] = [
  rule(
    '\\b(?:for|fore)(?= (?:times|time|plus|minus|divided|multiplied))|(?<=(?:times|plus|minus|by) )(?:for|fore)\\b',
    '4',
  ),
  rule(
    '\\b(?:to|too)(?= (?:times|time|plus|minus|divided by|multiplied by))|(?<=(?:times|plus|minus|by) )(?:to|too)\\b',
    '2',
  ),
  rule('(?<=(?:times|plus|minus|by) )(?:won)\\b', '1'),
  rule('(?<=(?:times|plus|minus|by) )(?:ate)\\b', '8'),
];
const EXPRESSION = /(?:sqrt\()?-?\d+(?:\.\d+)?\)?(?:\s*[-+*/^]\s*(?:sqrt\()?-?\d+(?:\.\d+)?\)?)*/g;

/** An expression such as '23 * 17', or nothing when there is no arithmetic in the words. */
export function spokenExpression(digits: string): string | undefined {
  let text = digits.replace(/(?<=\d)\s*([*/+^×÷x])\s*(?=\d)/g, ' $1 ').replace(/(?<=\d)\s+-\s+(?=\d)/g, ' minus ');
  for (const rewrites of [HOMOPHONES, FORMS, OPERATORS]) {
    for (const [pattern, replacement] of rewrites) text = text.replace(pattern, replacement);
  }
  const found = (text.match(EXPRESSION) ?? []).filter((part) => /sqrt|\d\)?\s*[-+*/^]/.test(part));
  return found.sort((a, b) => b.length - a.length)[0]?.trim();
}

/** '(23 * 17)' is what "and divided by two" goes on from: the last result takes the place of the missing number. */
export function continuedExpression(digits: string, lastResult: string): string | undefined {
  const match =
    /^(?:and |now |then |what about |and what about )*(plus|minus|times|time|multiplied by|divided by|multiply (?:that |it )?by|divide (?:that |it )?by|add|subtract) (-?\d+(?:\.\d+)?)$/.exec(
      digits,
    );
  if (match === null) return undefined;
  const word = (match[1] as string).replace(/ (that|it)/, '');
  const operator = /^(plus|add)/.test(word)
    ? '+'
    : /^(minus|subtract)/.test(word)
      ? '-'
      : /^div/.test(word)
        ? '/'
        : '*';
  return `${lastResult} ${operator} ${match[2]}`;
}

/** '15 / 100 * 80' -> '15 percent of 80'. */
export function expressionInWords(expression: string): string {
  return expression
    .replace(/^(\S+) - (\S+) \/ 100 \* \1$/, '$1 less $2 percent')
    .replace(/(\S+) \/ 100 \* (\S+)/g, '$1 percent of $2')
    .replace(/sqrt\(([^)]+)\)/g, 'the square root of $1')
    .replace(/ \^ 2(?!\d)/g, ' squared')
    .replace(/ \^ 3(?!\d)/g, ' cubed')
    .replace(/ \^ /g, ' to the power of ')
    .replace(/ \* /g, ' times ')
    .replace(/ \/ /g, ' divided by ')
    .replace(/ \+ /g, ' plus ')
    .replace(/ - /g, ' minus ');
}
