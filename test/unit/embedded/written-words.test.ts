import { describe, expect, it } from 'vitest';
import { writtenWords } from '../../../agents/models/embedded/listen/written-words.ts';

const write = (text: string) => writtenWords(text.split(' ')).join(' ');

describe('words of a recogniser without capitals', () => {
  it.each([
    ['my name is martin', 'My name is Martin'],
    ["what i mean is i'm tired", "What I mean is I'm tired"],
    ['how many days until friday', 'How many days until Friday'],
    ['i am mark and i will mark it', 'I am Mark and I will mark it'],
    ['hello grace', 'Hello Grace'],
    ['say grace', 'Say grace'],
  ])('reads %j as %j', (heard, written) => {
    expect(write(heard)).toBe(written);
  });
  it('never changes a word', () => {
    const text = "it's the third of may and i'll march";
    expect(write(text).toLowerCase()).toBe(text);
  });
});
