/** A sheet: ground, title, rule, a body below them and a note at the foot. What stands in the body is the caller's. Pure. */
import { oneLine, svgText, wrapped } from './letters.ts';
import { GROUND, LINE, SHEET, SMALL_PX, SOFT, TITLE_PX } from './look.ts';

export interface Sheet {
  title: string;
  /** For those who cannot see it. */
  description: string;
  svg: string;
}
export interface SheetHead {
  title: string;
  foot?: string | undefined;
}
export interface SheetRoom {
  xPx: number;
  yPx: number;
  widthPx: number;
  heightPx: number;
}

const TITLE_LINE_PX = 54;
const TITLE_LINES = 2;
const FOOT_PX = 50;
export const MAX_TITLE_CHARACTERS = 200;
export const MAX_DESCRIPTION_CHARACTERS = 600;

/** Where the body may be drawn. */
export function roomUnder({ title, foot }: SheetHead): SheetRoom {
  const { widthPx, heightPx, marginPx } = SHEET;
  const lines = titleLines(title).length;
  const top = lines === 0 ? marginPx : marginPx + lines * TITLE_LINE_PX + 26;
  const bottom = heightPx - marginPx + 16 - (foot === undefined ? 0 : FOOT_PX);
  return { xPx: marginPx, yPx: top, widthPx: widthPx - 2 * marginPx, heightPx: bottom - top };
}

/** `body` keeps to `roomUnder` the same head. */
export function sheet(head: SheetHead, body: string, description: string): Sheet {
  const { widthPx, heightPx, marginPx } = SHEET;
  const innerPx = widthPx - 2 * marginPx;
  const lines = titleLines(head.title);
  const parts = [
    `<rect width="${widthPx}" height="${heightPx}" fill="${GROUND}"/>`,
    ...lines.map((line, at) =>
      svgText(line, marginPx, marginPx + TITLE_PX * 0.74 + at * TITLE_LINE_PX, { sizePx: TITLE_PX, bold: true }),
    ),
    lines.length === 0
      ? ''
      : `<rect x="${marginPx}" y="${marginPx + lines.length * TITLE_LINE_PX}" width="${innerPx}" height="2" fill="${LINE}"/>`,
    body,
    head.foot === undefined
      ? ''
      : svgText(wrapped(head.foot, SMALL_PX, innerPx, 1)[0] ?? '', marginPx, heightPx - 40, {
          sizePx: SMALL_PX,
          fill: SOFT,
        }),
  ];
  return {
    title: titleText(head.title),
    description: oneLine(description).slice(0, MAX_DESCRIPTION_CHARACTERS),
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}">${parts.join('')}</svg>`,
  };
}

const titleText = (title: string): string => oneLine(title).slice(0, MAX_TITLE_CHARACTERS);
function titleLines(title: string): string[] {
  const text = titleText(title);
  return text === '' ? [] : wrapped(text, TITLE_PX, SHEET.widthPx - 2 * SHEET.marginPx, TITLE_LINES, true);
}
