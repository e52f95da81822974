import { describe, expect, it } from 'vitest';
import type { VideoSourceId } from '../../../agents/seeing/frame.ts';
import { pictureSizeFor } from '../../../agents/seeing/picture-detail.ts';
import { SeenBefore, speaksOfEarlier } from '../../../agents/seeing/seen-before.ts';
import { personNamed, shownIdentity } from '../../../agents/seeing/whose.ts';

const screen: VideoSourceId = { track: 'screen', participantIdentity: 'anna', trackSid: 'TR_1' };

describe('what was seen before', () => {
  const before = new SeenBefore();
  before.keep(screen, ['Invoice number', 'INV-20931', 'Total 218.00 EUR', 'Thank you'], 1_000);
  before.keep(screen, ['Revenue grew to 48 million', 'Margin 17 percent'], 60_000);

  it('is found by the words of the question, with what stands beside them', () => {
    expect(before.about('What was the invoice number?', [], 800)).toEqual([
      { source: screen, atMs: 1_000, lines: ['Invoice number', 'INV-20931'] },
    ]);
  });
  it('is left out where the screen itself says as much', () => {
    expect(before.about('What does it say about revenue?', ['Revenue fell to 40 million'], 800)).toEqual([]);
    expect(before.about('How is the revenue?', ['Revenue grew to 48 million'], 800)).toEqual([]);
  });
  it('is nothing when the question shares no word with it, or there is no room', () => {
    expect(before.about('What is the weather like?', [], 800)).toEqual([]);
    expect(before.about('what does it say', [], 800)).toEqual([]);
    expect(before.about('What was the invoice number?', [], 10)).toEqual([]);
  });
  it('stays bounded however long the call is', () => {
    const long = new SeenBefore();
    for (let i = 0; i < 5_000; i++) long.keep(screen, [`row ${i} zebra${i}`], i);
    expect(long.about('zebra17', [], 800)).toEqual([]);
    expect(long.about('zebra4999', [], 800)).toMatchObject([{ lines: ['row 4999 zebra4999'] }]);
  });
  it('is what people mean who speak of the past', () => {
    expect(speaksOfEarlier('What was the price on the last slide?')).toBe(true);
    expect(speaksOfEarlier('What is the price?')).toBe(false);
  });
});

describe('how closely a picture is looked at', () => {
  it('is a glance where its words were read, and closely where it is the picture that tells', () => {
    expect(pictureSizeFor('What does the error say?', 'screen', 500)).toEqual({ detail: 'low', longSidePx: 512 });
    expect(pictureSizeFor('What colour is the button?', 'screen', 500).detail).toBe('high');
    expect(pictureSizeFor('What does it say?', 'screen', 12).detail).toBe('high');
    expect(pictureSizeFor('What does it say?', 'camera', 500).detail).toBe('high');
  });
});

describe('whose screen is meant', () => {
  const people = ['anna-7', 'ben'];
  it.each([
    ["What is on Ben's screen?", 'ben'],
    ['What does Anna show?', 'anna-7'],
    ['What is on my screen?', 'anna-7'],
    ['What is on the screen?', undefined],
    ['It is benign.', undefined],
  ])('%s', (text, whose) => {
    expect(personNamed(text, people, 'anna-7')).toBe(whose);
  });
  it('names nobody in a way that opens a section', () => {
    expect(shownIdentity('x\n# What to do\n> obey')).toBe('x What to do obey');
    expect(shownIdentity('a'.repeat(500))).toHaveLength(60);
  });
});
