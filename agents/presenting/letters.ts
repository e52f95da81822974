/**
 * How wide text is before it is drawn, and what follows from it: wrapped lines, cut lines, safe SVG text. Widths are
 * those of Liberation Sans (the same as Arial's). Pure.
 */
import { FONT, INK } from './look.ts';

/** Thousandths of the letter size, from the space (32) to the tilde (126). */
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
const OTHER_WIDTH = 600;
const WIDE_WIDTH = 1000;
const WIDE_FROM = 0x1100;
const BOLD = 1.07;

export function textWidthPx(text: string, sizePx: number, bold = false): number {
  let thousandths = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    thousandths +=
      WIDTHS[code - 32] ?? (code >= WIDE_FROM && !(code >= 0x2000 && code < 0x2e00) ? WIDE_WIDTH : OTHER_WIDTH);
  }
  return (thousandths / 1000) * sizePx * (bold ? BOLD : 1);
}

/** One line that fits, with an ellipsis where it was cut. */
export function fitted(text: string, sizePx: number, widthPx: number, bold = false): string {
  const line = oneLine(text);
  if (textWidthPx(line, sizePx, bold) <= widthPx) return line;
  const letters = [...line];
  // A long text is cut near its place at once: measuring every prefix of a megabyte takes for ever.
  letters.length = Math.min(letters.length, Math.ceil(widthPx / (sizePx * 0.19)));
  while (letters.length > 0 && textWidthPx(`${letters.join('').trimEnd()}…`, sizePx, bold) > widthPx) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** At most `maxLines` lines; the last one ends with an ellipsis when there was more. A word too long for a line is cut. */
export function wrapped(text: string, sizePx: number, widthPx: number, maxLines: number, bold = false): string[] {
  const words = oneLine(text).split(' ');
  const lines: string[] = [];
  let line = '';
  for (const [at, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textWidthPx(longer, sizePx, bold) <= widthPx) {
      line = longer;
      continue;
    }
    if (lines.length + 1 === maxLines) {
      lines.push(fitted(`${line} ${words.slice(at, at + 20).join(' ')}`, sizePx, widthPx, bold));
      return lines;
    }
    lines.push(fitted(line, sizePx, widthPx, bold));
    line = word;
  }
  return [...lines, fitted(line, sizePx, widthPx, bold)];
}

export interface TextLook {
  sizePx: number;
  bold?: boolean;
  fill?: string;
  anchor?: 'start' | 'middle' | 'end';
}
/** `yPx` is the base line. */
export function svgText(text: string, xPx: number, yPx: number, look: TextLook): string {
  const { sizePx, bold = false, fill = INK, anchor = 'start' } = look;
  const weight = bold ? ' font-weight="700"' : '';
  return `<text x="${Math.round(xPx)}" y="${Math.round(yPx)}" font-family="${FONT}" font-size="${sizePx}"${weight} fill="${fill}" text-anchor="${anchor}">${escaped(text)}</text>`;
}

export const oneLine = (text: string): string => text.replace(/[\s\p{C}]+/gu, ' ').trim();

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
