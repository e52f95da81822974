/** What a file is, against what it is called; and text in whatever encoding it comes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText } from '../../../agents/files/decode-text.ts';
import { kindOfFile } from '../../../agents/files/file-kind.ts';
import { ReadingError } from '../../../agents/seeing/reading/reading-error.ts';
import { pdfFile } from '../../support/pdf-file.ts';
import { pngFile } from '../../support/png-file.ts';

const codeOf = (bytes: Uint8Array, name: string, declared = ''): string => {
  try {
    return kindOfFile(bytes, name, declared).kind;
  } catch (error) {
    if (error instanceof ReadingError) return error.code;
    throw error;
  }
};
const text = (content: string) => Buffer.from(content);

test.each([
  ['a.pdf', 'application/pdf', pdfFile(['x']), 'pdf'],
  ['a', '', pdfFile(['x']), 'pdf'],
  ['a.png', 'image/png', pngFile(2, 2), 'picture'],
  ['a.jpg', 'image/jpeg', pngFile(2, 2), 'picture'],
  ['a.csv', 'application/vnd.ms-excel', text('a,b'), 'table'],
  ['a.tsv', 'text/plain', text('a\tb'), 'table'],
  ['notes.md', '', text('# a'), 'text'],
  ['README', 'text/plain', text('a'), 'text'],
  ['a.pdf', 'application/pdf', pngFile(2, 2), 'mislabelled'],
  ['a.png', 'image/png', text('hello'), 'mislabelled'],
  ['a.csv', 'text/csv', pdfFile(['x']), 'mislabelled'],
  ['a.txt', 'application/pdf', text('hello'), 'mislabelled'],
  ['a.xlsx', '', text('PK\x03\x04'), 'unsupported'],
  ['a.txt', '', text('PK\x03\x04'), 'unsupported'],
  ['a.svg', 'image/svg+xml', text('<svg/>'), 'unsupported'],
  ['a.html', 'text/html', text('<p>'), 'unsupported'],
  ['a.wav', 'audio/wav', text('RIFFxxxxWAVE'), 'unsupported'],
  ['a.csv', 'text/csv', text(''), 'not_readable'],
])('%s sent as %j is taken for what it is', (name, declared, bytes, kind) => {
  expect(codeOf(bytes, name, declared)).toBe(kind);
});

test('any bytes under any name are either known or refused with a sentence', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.string(), fc.string(), (bytes, name, declared) => {
      expect(codeOf(bytes, name, declared)).toMatch(/^[a-z_]+$/);
    }),
  );
});

test('text is read from UTF-8, UTF-16 with and without a mark, and Latin-1, which is noted', () => {
  const words = 'Größe: 5 €\nZeile zwei';
  const utf16 = Buffer.from(words, 'utf16le');
  expect(decodeText(Buffer.from(`\ufeff${words}`), 'a')).toEqual({ text: words, notes: [] });
  expect(decodeText(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), 'a').text).toBe(words);
  expect(decodeText(Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]), 'a').text).toBe(words);
  const unmarked = decodeText(utf16, 'a');
  expect(unmarked.text).toBe(words);
  expect(unmarked.notes.join()).toContain('UTF-16');
  const latin = decodeText(Buffer.from('Größe', 'latin1'), 'a');
  expect(latin.text).toBe('Größe');
  expect(latin.notes.join()).toContain('Windows-1252');
});

test('a stray NUL is left out and noted; bytes that are no text are refused; blank text is refused', () => {
  expect(decodeText(Buffer.from('a\0b'), 'a')).toMatchObject({
    text: 'ab',
    notes: [expect.stringContaining('1 control')],
  });
  expect(() => decodeText(Buffer.from(Array.from({ length: 200 }, (_, at) => at % 8)), 'a')).toThrow(/not text/);
  expect(() => decodeText(Buffer.from(' \r\n\t'), 'a')).toThrow(/no text/);
});

test('any bytes decode to text or are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        expect(decodeText(bytes, 'a').text).not.toMatch(/\0/);
      } catch (error) {
        expect(error).toBeInstanceOf(ReadingError);
      }
    }),
  );
});
