import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flushText, noClauses, pushText } from '../../../agents/speaking/clauses.ts';

/** Feeds `text` in the given pieces and returns every clause in order. */
function cut(pieces: string[]): string[] {
  let state = noClauses();
  const clauses: string[] = [];
  for (const piece of pieces) {
    const step = pushText(state, piece);
    state = step.state;
    clauses.push(...step.clauses);
  }
  return [...clauses, ...flushText(state).clauses];
}
const words = (text: string) => text.split(/(?<=\s)/);

describe('clauses', () => {
  it('lets the first clause go before the sentence ends', () => {
    const step = pushText(noClauses(), 'Twenty three times seventeen is ');
    expect(step.clauses).toEqual(['Twenty three times seventeen']);
  });
  it('does not stop after a word that leans on the next one', () => {
    expect(cut(words('You can call me at the office on Monday.'))[0]).not.toMatch(/\b(at|the|on)$/);
  });
  it('cuts a short opening sentence at once', () => {
    expect(cut(words('Sure. I will look that up for you.'))).toEqual(['Sure.', 'I will look that up for you.']);
  });
  it('keeps later sentences whole', () => {
    expect(cut(words('Hello there. The shop opens at nine and closes at six in the evening.'))).toEqual([
      'Hello there.',
      'The shop opens at nine and closes at six in the evening.',
    ]);
  });
  it('does not take a decimal point, an abbreviation or an initial for an end', () => {
    expect(cut(words('Good. That costs 3.50 euros, says Dr. Smith at 5 p.m. sharp.')).slice(1)).toEqual([
      'That costs 3.50 euros, says Dr. Smith at 5 p.m. sharp.',
    ]);
  });
  it('cuts text without any punctuation before it grows without end', () => {
    const clauses = cut(words('word '.repeat(300)));
    expect(Math.max(...clauses.map((clause) => clause.length))).toBeLessThanOrEqual(240);
  });
  it('loses and invents no word, however the text is split', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 12 }), { maxLength: 40 }), (pieces) => {
        const squeeze = (text: string) => text.replace(/\s+/g, '');
        expect(squeeze(cut(pieces).join(' '))).toBe(squeeze(pieces.join('')));
      }),
    );
  });
});
