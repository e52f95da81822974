/** A page of text: as large as the lines allow, marked as a list when there are several. Pure. */
import { oneLine, svgText, textWidthPx, wrapped } from './letters.ts';
import { BODY_PX, EMBER } from './look.ts';
import { roomUnder, type Sheet, type SheetRoom, sheet } from './sheet.ts';

export const MAX_TEXT_LINES = 10;
/** From the largest that looks well to the smallest that can be read on a phone. */
const SIZES_PX = [52, 46, 40, 36, BODY_PX, 28];
const LEADING = 1.32;
const GAP = 0.5;

/** What does not fit is cut with an ellipsis; empty lines are left out. */
export function textPage(page: { title: string; lines: readonly string[] }): Sheet {
  const present = page.lines.map(plainLine).filter((line) => line !== '');
  const lines = present.slice(0, MAX_TEXT_LINES);
  const left = present.length - lines.length;
  const head = { title: plainLine(page.title), foot: left === 0 ? undefined : `and ${left} more` };
  return sheet(head, set(lines, roomUnder(head)), lines.join(' · '));
}

/** Models write Markdown whether or not they are asked to: its marks are left out. */
const plainLine = (line: string): string =>
  oneLine(line)
    .replace(/^(?:#{1,6} |[-*•] |> )+/, '')
    .replace(/(\*\*|__|`)(.+?)\1/g, '$2')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .trim();

function set(lines: readonly string[], room: SheetRoom): string {
  const listed = lines.length > 1;
  for (const [at, sizePx] of SIZES_PX.entries()) {
    const smallest = at === SIZES_PX.length - 1;
    const indentPx = listed ? Math.round(sizePx * 0.9) : 0;
    const gapPx = sizePx * GAP;
    const leadingPx = sizePx * LEADING;
    const mostRows = Math.max(1, Math.floor(room.heightPx / leadingPx / Math.max(1, lines.length)));
    const blocks = lines.map((line) => wrapped(line, sizePx, room.widthPx - indentPx, smallest ? mostRows : 8));
    const rows = blocks.reduce((sum, block) => sum + block.length, 0);
    const heightPx = rows * leadingPx + (blocks.length - 1) * gapPx;
    const cut = blocks.some((block, index) => block.at(-1)?.endsWith('…') && !lines[index]?.trimEnd().endsWith('…'));
    const wide = lines.some((line) => textWidthPx(line, sizePx) > (room.widthPx - indentPx) * 3);
    if (!smallest && (heightPx > room.heightPx || cut || wide)) continue;
    const tightGapPx = Math.min(
      gapPx,
      Math.max(0, (room.heightPx - rows * leadingPx) / Math.max(1, blocks.length - 1)),
    );
    return drawn(blocks, room, { sizePx, indentPx, gapPx: tightGapPx, leadingPx });
  }
  return '';
}

function drawn(
  blocks: readonly string[][],
  room: SheetRoom,
  { sizePx, indentPx, gapPx, leadingPx }: { sizePx: number; indentPx: number; gapPx: number; leadingPx: number },
): string {
  let y = room.yPx + 18;
  const parts: string[] = [];
  for (const block of blocks) {
    if (indentPx > 0) {
      const radius = Math.round(sizePx * 0.13);
      parts.push(
        `<circle cx="${room.xPx + radius + 2}" cy="${Math.round(y + sizePx * 0.58)}" r="${radius}" fill="${EMBER}"/>`,
      );
    }
    for (const line of block) {
      parts.push(svgText(line, room.xPx + indentPx, y + sizePx * 0.86, { sizePx }));
      y += leadingPx;
    }
    y += gapPx;
  }
  return parts.join('');
}
