/** Bytes of a text file as text, whatever it was written in; says in notes what it had to assume. Pure. */
import { ReadingError } from '../seeing/reading/reading-error.ts';

export interface DecodedText {
  text: string;
  notes: string[];
}

/** A text has hardly any control characters but tabs and line ends. */
const MAX_CONTROL_SHARE = 0.02;
const CONTROL = /[^\P{Cc}\n\r\t\f]/gu;
/** In UTF-16 every second byte of Western text is zero. */
const UTF16_ZERO_SHARE = 0.4;

/** Throws a ReadingError when the bytes are no text. Line ends become \n. */
export function decodeText(bytes: Uint8Array, name: string): DecodedText {
  const { text, note } = decode(bytes);
  const notes = note === undefined ? [] : [note];
  const control = text.match(CONTROL)?.length ?? 0;
  if (control > text.length * MAX_CONTROL_SHARE + 2) {
    throw new ReadingError(
      'not_readable',
      `${JSON.stringify(name)} is not text: it holds ${control} control characters.`,
    );
  }
  if (control > 0) notes.push(`${control} control characters were left out.`);
  const clean = text.replace(/\r\n?/g, '\n').replace(CONTROL, '').trimEnd();
  if (clean.trim() === '') throw new ReadingError('not_readable', `${JSON.stringify(name)} holds no text.`);
  return { text: clean, notes };
}

function decode(bytes: Uint8Array): { text: string; note?: string } {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return utf8Or1252(bytes.subarray(3));
  if (first === 0xff && second === 0xfe) return { text: utf16(bytes.subarray(2), 'le') };
  if (first === 0xfe && second === 0xff) return { text: utf16(bytes.subarray(2), 'be') };
  if (bytes.length % 2 === 1 || bytes.length < 4) return utf8Or1252(bytes);
  const zeros = zeroShares(bytes.subarray(0, 4_096));
  for (const [order, share, other] of [
    ['le', zeros.odd, zeros.even],
    ['be', zeros.even, zeros.odd],
  ] as const) {
    if (share > UTF16_ZERO_SHARE && other < UTF16_ZERO_SHARE / 4) {
      return { text: utf16(bytes, order), note: `It was taken for UTF-16 (${order}), though it does not say so.` };
    }
  }
  return utf8Or1252(bytes);
}

function utf8Or1252(bytes: Uint8Array): { text: string; note?: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const note = 'It is not UTF-8 and was taken for Windows-1252 (Latin-1): letters beyond ASCII may be wrong.';
    return { text: new TextDecoder('windows-1252').decode(bytes), note };
  }
}

const utf16 = (bytes: Uint8Array, order: 'le' | 'be'): string => new TextDecoder(`utf-16${order}`).decode(bytes);

function zeroShares(bytes: Uint8Array): { even: number; odd: number } {
  const zeros = [0, 0];
  bytes.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const half = Math.max(1, bytes.length / 2);
  return { even: (zeros[0] ?? 0) / half, odd: (zeros[1] ?? 0) / half };
}
