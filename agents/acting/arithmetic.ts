/**
 * Arithmetic from text: numbers, + - * / ^ %, parentheses, sqrt and a few named functions. Pure; a parser and nothing
 * of JavaScript's own evaluation. Errors are sentences with the offending part.
 */

export class ArithmeticError extends Error {
  override readonly name = 'ArithmeticError';
}
const MAX_LENGTH = 200;
const FUNCTIONS: Record<string, (value: number) => number> = {
  sqrt: Math.sqrt,
  abs: Math.abs,
  round: Math.round,
  floor: Math.floor,
  ceil: Math.ceil,
};

/** The value of `expression`. A percent sign divides by 100 ("15% * 80"), or is a share in "15% of 80". */
export function calculate(expression: string): number {
  if (expression.length > MAX_LENGTH)
    throw new ArithmeticError(`The expression has ${expression.length} characters; ${MAX_LENGTH} is the most.`);
  const text = expression
    .replace(/[×x](?=\s*[\d(])/g, '*')
    .replace(/÷/g, '/')
    .replace(/−/g, '-')
    .replace(/\bof\b/gi, '*')
    .replace(/(?<=\d),(?=\d{3}\b)/g, '')
    .replace(/\*\*/g, '^');
  const tokens = text.match(/\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+|[a-z]+|\S/gi) ?? [];
  let at = 0;
  const peek = (): string | undefined => tokens[at];
  const take = (): string => {
    const token = tokens[at];
    if (token === undefined) throw new ArithmeticError(`The expression ${JSON.stringify(expression)} ends too early.`);
    at += 1;
    return token;
  };

  const sum = (): number => {
    let value = product();
    while (peek() === '+' || peek() === '-') value = take() === '+' ? value + product() : value - product();
    return value;
  };
  const product = (): number => {
    let value = unary();
    while (peek() === '*' || peek() === '/') {
      if (take() === '*') value *= unary();
      else {
        const divisor = unary();
        if (divisor === 0) throw new ArithmeticError('Division by zero has no result.');
        value /= divisor;
      }
    }
    return value;
  };
  const unary = (): number => {
    if (peek() === '-') {
      take();
      return -unary();
    }
    if (peek() === '+') take();
    return power();
  };
  const power = (): number => {
    const base = postfix();
    if (peek() !== '^') return base;
    take();
    return base ** unary();
  };
  const postfix = (): number => {
    let value = atom();
    while (peek() === '%') {
      take();
      value /= 100;
    }
    return value;
  };
  const atom = (): number => {
    const token = take();
    if (token === '(') {
      const value = sum();
      if (take() !== ')') throw new ArithmeticError(`A parenthesis is not closed in ${JSON.stringify(expression)}.`);
      return value;
    }
    if (/^[\d.]/.test(token)) return Number(token);
    const name = token.toLowerCase();
    if (name === 'pi') return Math.PI;
    const apply = FUNCTIONS[name];
    if (apply) return apply(atom());
    throw new ArithmeticError(`${JSON.stringify(token)} is not part of arithmetic.`);
  };

  const value = sum();
  if (at < tokens.length)
    throw new ArithmeticError(`${JSON.stringify(tokens[at])} was not expected in ${JSON.stringify(expression)}.`);
  if (!Number.isFinite(value)) throw new ArithmeticError(`${JSON.stringify(expression)} has no finite result.`);
  return value;
}

/** At most ten significant digits, without trailing zeros: fit to be spoken. */
export const speakableNumber = (value: number): string => String(Number(value.toPrecision(10)));
