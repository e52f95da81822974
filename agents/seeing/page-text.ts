/**
 * The text of one source, kept up to date from what was read in its changed regions. Pure: lines in, lines out, in
 * reading order. A line is replaced when its place was read again; a scroll moves what is known.
 */
import type { Box, TextLine } from './frame.ts';

const overlap = (a: Box, b: Box): number => {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
};
const area = (box: Box): number => Math.max(1, box.width * box.height);
/** A known line goes when this share of it was read anew. */
const REREAD_SHARE = 0.4;
/** Below this the recogniser was guessing at an icon. */
const MIN_CONFIDENCE = 0.4;
const MAX_LINES = 400;

/** `read` are the lines found in `regions`; everything known inside those regions is replaced by them. */
export function mergeLines(known: readonly TextLine[], regions: readonly Box[], read: readonly TextLine[]): TextLine[] {
  const kept = known.filter(
    (line) => regions.reduce((sum, region) => sum + overlap(line.box, region), 0) / area(line.box) < REREAD_SHARE,
  );
  const found = read.filter((line) => line.confidence >= MIN_CONFIDENCE && /[\p{L}\p{N}]/u.test(line.text));
  return inReadingOrder([...kept, ...found]).slice(0, MAX_LINES);
}

/** The content of `place` moved up by `scrolledPx`: lines in it move along, those that left it are dropped, others stay. */
export function scrollLines(known: readonly TextLine[], scrolledPx: number, place: Box): TextLine[] {
  return known.flatMap((line) => {
    if (overlap(line.box, place) < area(line.box) / 2) return [line];
    const box = { ...line.box, y: line.box.y - scrolledPx };
    return overlap(box, place) > 0 ? [{ ...line, box }] : [];
  });
}

function inReadingOrder(lines: TextLine[]): TextLine[] {
  return lines.sort((a, b) => {
    const sameRow =
      Math.abs(a.box.y + a.box.height / 2 - (b.box.y + b.box.height / 2)) < Math.min(a.box.height, b.box.height) / 2;
    return sameRow ? a.box.x - b.box.x : a.box.y - b.box.y;
  });
}

/** Whatever a model may take for the end of a line. */
const LINE_END = /[\r\n\v\f\u0085\u2028\u2029]+/;
/** What nobody who looks at it would see but a model would read: controls, reversals, tags; not the joiners of scripts. */
const HIDDEN = /(?![\t\r\n\v\f\u0085\u200c\u200d])[\p{Cc}\p{Cf}\u{e0000}-\u{e0fff}]/gu;

/** Marked as what it is, line by line: words of a screen or a file can neither open a section of a prompt nor pass for one. */
export const quoted = (text: string): string =>
  text
    .replace(HIDDEN, '')
    .split(LINE_END)
    .map((line) => `> ${line}`)
    .join('\n');

/** The text within a bound of characters; what does not fit is said, not silently lost. */
export function textOf(lines: readonly TextLine[], maxCharacters: number): string {
  const text = lines.map((line) => line.text.trim()).join('\n');
  if (text.length <= maxCharacters) return text;
  return `${text.slice(0, maxCharacters)}\n[${text.length - maxCharacters} more characters are on it]`;
}

/** Lines that are in `after` and were not in `before`, by their words: what is new to see. */
export function newLines(before: readonly TextLine[], after: readonly TextLine[]): string[] {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  const known = new Set(before.map((line) => plain(line.text)));
  return after.map((line) => line.text.trim()).filter((text) => !known.has(plain(text)));
}
