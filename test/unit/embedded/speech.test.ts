import { describe, expect, it } from 'vitest';
import { speechPieces } from '../../../agents/models/embedded/speech/speech-pieces.ts';
import { spokenText } from '../../../agents/models/embedded/speech/spoken-text.ts';
import { trimSilence } from '../../../agents/models/embedded/speech/trim-silence.ts';
import { createUpsampler } from '../../../agents/models/embedded/speech/upsample.ts';

describe('text is made speakable', () => {
  it.each([
    ['23 times 17 is 391.', 'twenty three times seventeen is three hundred and ninety one.'],
    ['It is 3:45 PM.', 'It is three forty five P M.'],
    ['It is 10:00.', "It is ten o'clock."],
    ['at 16:05', 'at sixteen oh five'],
    ['That costs $5.20.', 'That costs five dollars and twenty cents.'],
    ['$1,250', 'one thousand two hundred and fifty dollars'],
    ['$0.05', 'five cents'],
    ['$3 million', 'three million dollars'],
    ['15%', 'fifteen percent'],
    ['e.g. this', 'for example this'],
    ['21 °C', 'twenty one degrees Celsius'],
    ['1,234.5', 'one thousand two hundred and thirty four point five'],
    ['the 2nd', 'the second'],
    ['in 1999', 'in nineteen ninety nine'],
    ['Monday, November 23', 'Monday, November twenty third'],
    ['2026-12-25', 'December twenty fifth, twenty twenty six'],
    ['-5 degrees', 'minus five degrees'],
    ['23 * 17 = 391', 'twenty three times seventeen equals three hundred and ninety one'],
    ['call 555-1234', 'call five five five, one two three four'],
    ['it’s **bold**', "it's bold"],
    ['the API', 'the A P I'],
    ['a@b.com', 'a at b dot com'],
    ['3-5 days', 'three to five days'],
    ['H, O, U, S, E', 'H, O, U, S, E'],
  ])('%s', (text, spoken) => expect(spokenText(text)).toBe(spoken));
});

describe('speech is cut into pieces', () => {
  it('of which the first is a clause', () => {
    expect(
      speechPieces('All right, Martin, I have asked a person to join. Just a moment.').map(({ text }) => text),
    ).toEqual(['All right, Martin,', 'I have asked a person to join.', 'Just a moment.']);
  });
  it('none of which is empty or longer than can be rendered in time', () => {
    const pieces = speechPieces(`${'word '.repeat(200)}... !!! ${'x'.repeat(500)}`);
    expect(pieces.every(({ text }) => text.length > 0 && text.length <= 110)).toBe(true);
    expect(speechPieces(' ... !? ')).toEqual([]);
  });
});

describe('resampling', () => {
  const tone = (rateHz: number, hz: number, count: number) =>
    Int16Array.from({ length: count }, (_, index) =>
      Math.round(12_000 * Math.sin((2 * Math.PI * hz * index) / rateHz)),
    );

  it.each([
    [3, 2, 16_000],
    [2, 1, 8_000],
  ])('by %d/%d keeps a tone, whatever the size of the pieces', (up, down, rateHz) => {
    const input = tone(rateHz, 440, 8_000);
    const whole = createUpsampler(up, down).push(input);
    const upsampler = createUpsampler(up, down);
    const parts: number[] = [];
    for (let at = 0, size = 1; at < input.length; at += size, size = (size * 7) % 331 || 1)
      parts.push(...upsampler.push(input.slice(at, at + size)));
    expect(parts).toEqual([...whole]);
    expect(whole.length).toBe((input.length * up) / down);
    const expected = tone((rateHz * up) / down, 440, whole.length);
    // The filter delays by its half; compare at the best of the nearby shifts.
    const errors = Array.from({ length: 80 }, (_, shift) => {
      let sum = 0;
      for (let index = 200; index < 4_000; index++)
        sum += Math.abs((whole[index + shift] ?? 0) - (expected[index] ?? 0));
      return sum / 3_800;
    });
    expect(Math.min(...errors)).toBeLessThan(400);
  });
  it('leaves silence around speech out', () => {
    const speech = Int16Array.from({ length: 3_000 }, (_, index) => (index >= 1_000 && index < 2_000 ? 5_000 : 3));
    expect(trimSilence(speech, 16_000).length).toBe(1_000 + 2 * 192);
    expect(trimSilence(new Int16Array(500), 16_000).length).toBe(0);
  });
});
