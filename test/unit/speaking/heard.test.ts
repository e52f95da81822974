import { describe, expect, it } from 'vitest';
import { heardText } from '../../../agents/speaking/heard.ts';

const RATE_HZ = 24_000;
const marks = [
  { text: 'One two three four.', startSample: 0, endSample: 24_000 },
  { text: 'Five six.', startSample: 24_000, endSample: 48_000 },
];

describe('what was heard', () => {
  it('is nothing before anything sounded', () => {
    expect(heardText(marks, 0, RATE_HZ)).toBe('');
  });
  it('is whole words up to where playout is', () => {
    expect(heardText(marks, 12_000, RATE_HZ)).toBe('One two');
  });
  it('is everything at the end', () => {
    expect(heardText(marks, 48_000, RATE_HZ)).toBe('One two three four. Five six.');
  });
  it('estimates a clause whose end is not synthesised yet by the pace of speech', () => {
    const open = [{ text: 'A clause that is still being made', startSample: 0, endSample: undefined }];
    expect(heardText(open, RATE_HZ, RATE_HZ)).toBe('A clause that');
  });
  it('never shrinks as playout goes on', () => {
    let before = '';
    for (let samples = 0; samples <= 48_000; samples += 240) {
      const now = heardText(marks, samples, RATE_HZ);
      expect(now.startsWith(before)).toBe(true);
      before = now;
    }
  });
});
