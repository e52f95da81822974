import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attentionOf, placeNamed } from '../../../agents/seeing/attention.ts';
import { isCardNumber } from '../../../agents/seeing/card-numbers.ts';
import type { TextLine } from '../../../agents/seeing/frame.ts';
import { maskLines } from '../../../agents/seeing/masks.ts';
import { mergeLines, newLines, scrollLines, textOf } from '../../../agents/seeing/page-text.ts';
import { pictureTokens, TokenWindow } from '../../../agents/seeing/token-budget.ts';
import { metBy, type Wish } from '../../../agents/seeing/wishes.ts';

const line = (text: string, x: number, y: number, width = 200, height = 20): TextLine => ({
  text,
  confidence: 0.9,
  box: { x, y, width, height },
});

describe('attention', () => {
  it.each([
    ['What does the error say?', true, 'screen'],
    ['Which of these is cheapest?', true, undefined],
    ['Can you read the invoice number on this invoice?', true, 'camera'],
    ['Look closer at the top right.', true, undefined],
    ['What am I holding?', true, 'camera'],
    ["What's on my screen?", true, 'screen'],
    ['What is twenty three times seventeen?', false, undefined],
    ['My name is Martin.', false, undefined],
    ['How many days until Friday?', false, undefined],
  ])('%s refers to what is seen: %s', (text, refers, track) => {
    expect(attentionOf(text)).toEqual({ refers, track: refers ? track : attentionOf(text).track });
  });
  it('knows places', () => {
    expect(placeNamed('look at the top right', 1280, 720)).toEqual({ x: 640, y: 0, width: 640, height: 360 });
    expect(placeNamed('what is this', 1280, 720)).toEqual({ x: 0, y: 0, width: 1280, height: 720 });
  });
});

describe('the text of a page', () => {
  const page = [line('Invoice 4711', 10, 10), line('Total due: 318 dollars', 10, 50), line('Thank you', 10, 90)];
  it('replaces what was read again and keeps the rest, in reading order', () => {
    const merged = mergeLines(
      page,
      [{ x: 0, y: 45, width: 400, height: 30 }],
      [line('Total due: 319 dollars', 10, 50)],
    );
    expect(textOf(merged, 1_000)).toBe('Invoice 4711\nTotal due: 319 dollars\nThank you');
  });
  it('forgets text that is gone', () => {
    expect(textOf(mergeLines(page, [{ x: 0, y: 0, width: 1280, height: 720 }], []), 1_000)).toBe('');
  });
  it('moves with a scroll', () => {
    expect(scrollLines(page, 40, { x: 0, y: 0, width: 1280, height: 720 }).map((known) => known.text)).toEqual([
      'Total due: 318 dollars',
      'Thank you',
    ]);
  });
  it('says what did not fit', () => {
    expect(textOf(page, 12)).toBe('Invoice 4711\n[33 more characters are on it]');
  });
  it('tells what is new, whatever case and marks', () => {
    expect(newLines(page, [...page, line('INVOICE 4711!', 0, 0), line('Build finished', 0, 0)])).toEqual([
      'Build finished',
    ]);
  });
  it('drops guesses at icons', () => {
    expect(mergeLines([], [], [{ ...line('xq', 0, 0), confidence: 0.2 }, line('—', 0, 0)])).toEqual([]);
  });
});

describe('masks', () => {
  it('know a card number from any other long number', () => {
    expect(isCardNumber('4242 4242 4242 4242')).toBe(true);
    expect(isCardNumber('4242 4242 4242 4243')).toBe(false);
  });
  it('hide card numbers and say where they stand', () => {
    const { lines, boxes } = maskLines([line('Card 4242 4242 4242 4242', 10, 10), line('Order 12', 10, 40)]);
    expect(lines[0]?.text).toBe('Card •••• •••• •••• 4242');
    expect(boxes).toEqual([{ x: 10, y: 10, width: 200, height: 20 }]);
  });
  it('hide what stands in, beside or below a password field', () => {
    expect(maskLines([line('Password: hunter2', 10, 10)]).lines[0]?.text).toBe('Password: ••••');
    const below = maskLines([line('Password', 10, 10, 80), line('hunter2', 12, 34, 80)]);
    expect(below.lines[1]?.text).toBe('••••');
    expect(below.boxes).toHaveLength(1);
  });
});

describe('standing wishes', () => {
  const wish = (what: string): Wish => ({ id: what, what, madeAtMs: 0 });
  it.each([
    ['the build has finished', 'Build succeeded in 41 s', true],
    ['tell me when the build is done', 'BUILD COMPLETE', true],
    ['the tests fail', '3 tests failed', true],
    ['an email from Anna arrives', 'New email: Anna Berg', true],
    ['the build has finished', 'Build started', false],
    ['the build has finished', 'Lunch is ready', false],
  ])('%s is met by %j: %s', (what, text, met) => {
    expect(metBy([wish(what)], [text]).length > 0).toBe(met);
  });
  it('are never met by nothing', () => {
    expect(metBy([wish('the a of')], ['anything'])).toEqual([]);
    expect(metBy([wish('the build has finished')], [])).toEqual([]);
  });
});

describe('the budget of seeing', () => {
  it('counts pictures by tiles', () => {
    expect(pictureTokens(768, 432)).toBe(85 + 170 * 2);
  });
  it('never lets a minute cost more than it may, and recovers', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { maxLength: 60 }), (gaps) => {
        const window = new TokenWindow({ perTurnTokens: 500, perMinuteTokens: 2_000 });
        const spent: { atMs: number; tokens: number }[] = [];
        let nowMs = 0;
        for (const gap of gaps) {
          nowMs += gap;
          const tokens = window.allowance(nowMs);
          window.spend(tokens, nowMs);
          spent.push({ atMs: nowMs, tokens });
          const lastMinute = spent
            .filter((entry) => entry.atMs > nowMs - 60_000)
            .reduce((sum, entry) => sum + entry.tokens, 0);
          expect(lastMinute).toBeLessThanOrEqual(2_000);
        }
        expect(window.allowance(nowMs + 60_001)).toBe(500);
      }),
    );
  });
});
