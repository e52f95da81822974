import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calculate, speakableNumber } from '../../../agents/acting/arithmetic.ts';

describe('arithmetic', () => {
  it.each([
    ['23 * 17', 391],
    ['23 × 17', 391],
    ['2 + 3 * 4', 14],
    ['(2 + 3) * 4', 20],
    ['-2 ^ 2', -4],
    ['2 ^ 3 ^ 2', 512],
    ['15% of 80', 12],
    ['15% * 80', 12],
    ['sqrt(144)', 12],
    ['1,250 + 50', 1300],
    ['10 / 4', 2.5],
    ['.5 * 4', 2],
    ['abs(-3)', 3],
    ['2 ** 10', 1024],
  ])('%s is %d', (expression, value) => {
    expect(calculate(expression)).toBeCloseTo(value, 10);
  });
  it.each([
    ['1 / 0', /Division by zero/],
    ['2 +', /ends too early/],
    ['(2 + 3', /ends too early/],
    ['two plus two', /"two" is not part of arithmetic/],
    ['process.exit()', /not part of arithmetic/],
    ['1 2', /was not expected/],
    ['9^9^9^9', /no finite result/],
    ['1'.repeat(300), /200 is the most/],
  ])('refuses %s with a sentence', (expression, sentence) => {
    expect(() => calculate(expression)).toThrow(sentence);
  });
  it('agrees with ordinary evaluation on sums and products', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 6 }), (numbers) => {
        expect(calculate(numbers.join(' + '))).toBe(numbers.reduce((sum, number) => sum + number, 0));
        expect(calculate(numbers.join(' * '))).toBeCloseTo(numbers.reduce((product, number) => product * number, 1));
      }),
    );
  });
  it('gives numbers a voice can say', () => {
    expect(speakableNumber(0.1 + 0.2)).toBe('0.3');
    expect(speakableNumber(391)).toBe('391');
  });
});
