import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuseRanks } from '../../../agents/memory/fuse.ts';
import { HASHED_DIMENSIONS, hashedVector } from '../../../agents/memory/hashed-vector.ts';
import { asksForNothing, createLexicalIndex } from '../../../agents/memory/lexical-index.ts';
import { sameSubject } from '../../../agents/memory/single-valued.ts';
import { stem, termsOf } from '../../../agents/memory/terms.ts';
import { hashedVectors } from '../../../agents/memory/vectors.ts';

const dot = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

describe('search terms', () => {
  it.each([
    ['lives', 'living'],
    ['allergy', 'allergies'],
    ['stopped', 'stop'],
    ['likes', 'liked'],
    ['dogs', 'dog'],
  ])('brings %s and %s to one stem', (one, other) => expect(stem(one)).toBe(stem(other)));

  it('leaves out how a question is asked', () => {
    expect(termsOf("Please tell me, what's my name?")).toEqual([stem('name'), '~name']);
    expect(asksForNothing('what do you know about me?')).toBe(true);
    expect(asksForNothing('')).toBe(true);
  });

  it('takes any text without failing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => termsOf(text).every((term) => term !== '')));
  });
});

describe('hashed vectors', () => {
  it('are of unit length, or nothing for a text without words', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const vector = hashedVector(text);
        expect(vector.length).toBe(HASHED_DIMENSIONS);
        const length = Math.hypot(...vector);
        expect(length === 0 || Math.abs(length - 1) < 1e-9).toBe(true);
      }),
    );
  });

  it('are near for a misheard word and far for another subject', () => {
    const question = hashedVector('nimegen');
    expect(dot(question, hashedVector('lives in Nijmegen'))).toBeGreaterThan(hashedVectors.minSimilarity);
    expect(dot(question, hashedVector('plays the violin'))).toBeLessThan(hashedVectors.minSimilarity);
  });
});

describe('the lexical index', () => {
  it('replaces a text put under the same id', () => {
    const index = createLexicalIndex();
    index.put('a', 'a boat');
    index.put('a', 'a horse');
    expect(index.search('boat', 5)).toEqual([]);
    expect(index.search('horse', 5).map((hit) => hit.id)).toEqual(['a']);
    expect(index.size()).toBe(1);
  });

  it('says how much of the question a record holds', () => {
    const index = createLexicalIndex();
    index.put('a', 'the red boat');
    expect(index.search('red boat', 1)[0]?.coverage).toBe(1);
    expect(index.search('red boat on the canal', 1)[0]?.coverage).toBeCloseTo(2 / 3);
  });

  it('takes any query without failing', () => {
    const index = createLexicalIndex();
    index.put('a', 'the red boat');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (query) => {
        expect(index.search(query, 5).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('fusing two rankings', () => {
  it('puts what both hold before what one holds', () => {
    expect(
      fuseRanks([
        ['a', 'b', 'c'],
        ['b', 'd'],
      ]).map((one) => one.id),
    ).toEqual(['b', 'a', 'd', 'c']);
  });
});

describe('facts of which there is one', () => {
  it.each([
    ["The caller's name is Martin.", "the user's name is now Martha", true],
    ["The caller's phone number is 1", "The caller's phone number is 2", true],
    ["The caller's friend is Bob.", "The caller's friend is Alice.", false],
    ["The caller's name is Martin.", "The caller's age is 40.", false],
    ["The caller's dog's name is Rex.", "The caller's name is Martin.", false],
  ])('%s / %s: the same subject: %s', (one, other, same) => expect(sameSubject(one, other)).toBe(same));
});
