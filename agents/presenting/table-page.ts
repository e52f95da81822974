/** A table on a sheet: headings with their units, numbers at the right, as many rows and columns as can be read. Pure. */
import { cellText } from './cell-text.ts';
import { fitted, svgText, textWidthPx } from './letters.ts';
import { BAND, LINE, SOFT } from './look.ts';
import { roomUnder, type Sheet, type SheetRoom, sheet } from './sheet.ts';
import { PresentingError, type ShownTable, withUnit } from './shown-table.ts';

export const MAX_TABLE_ROWS = 10;
const MAX_TABLE_COLUMNS = 6;
const WORDED_ROWS = 4;
const ROW_PX = { least: 42, most: 62 };
const PADDING_PX = 20;
/** Ten rows leave no room for more. */
const HEAD_PX = 28;
const CELL_PX = { least: 28, most: 34 };

/** Rows and columns beyond the limits are left out, and the foot says so. Throws a PresentingError for an empty table. */
export function tablePage(title: string, table: ShownTable, totalRows: number): Sheet {
  const columns = table.columns.slice(0, MAX_TABLE_COLUMNS);
  const rows = table.rows.slice(0, MAX_TABLE_ROWS);
  if (columns.length === 0 || rows.length === 0) throw new PresentingError('The table has no rows to show.');
  const left: string[] = [];
  if (totalRows > rows.length) left.push(`${rows.length} of ${totalRows} rows`);
  if (table.columns.length > columns.length) left.push(`${columns.length} of ${table.columns.length} columns`);
  const foot = left.length === 0 ? undefined : left.join(', ');
  const head = { title, foot };
  return sheet(head, drawn({ columns, rows }, roomUnder(head)), inWords(columns, rows, totalRows));
}

function inWords(columns: ShownTable['columns'], rows: ShownTable['rows'], totalRows: number): string {
  const told = rows
    .slice(0, WORDED_ROWS)
    .map((row) => columns.map((column, at) => cellText(row[at] ?? null, column.type).slice(0, 60)).join(', '));
  const names = columns.map((column) => column.name).join(', ');
  const which = totalRows > rows.length ? `the first ${rows.length} of ${totalRows} rows` : `${rows.length} rows`;
  return `Table with the columns ${names}; ${which}. ${told.join('; ')}${rows.length > told.length ? '; and so on' : ''}.`;
}

function drawn({ columns, rows }: ShownTable, room: SheetRoom): string {
  const rowPx = Math.max(ROW_PX.least, Math.min(ROW_PX.most, room.heightPx / (rows.length + 1)));
  const heads = columns.map(withUnit);
  const cells = rows.map((row) => columns.map((column, at) => cellText(row[at] ?? null, column.type)));
  const fit = sized(heads, cells, room.widthPx, Math.min(CELL_PX.most, rowPx * 0.66));
  const parts: string[] = [];
  let x = room.xPx;
  for (const [at, widthPx] of fit.widthsPx.entries()) {
    const right = columns[at]?.type === 'number';
    const place = right ? x + widthPx - PADDING_PX : x + PADDING_PX;
    const anchor = right ? 'end' : 'start';
    const inner = widthPx - 2 * PADDING_PX;
    const baseline = (row: number, sizePx: number): number => room.yPx + row * rowPx + rowPx / 2 + sizePx * 0.36;
    parts.push(
      svgText(fitted(heads[at] ?? '', HEAD_PX, inner, true), place, baseline(0, HEAD_PX), {
        sizePx: HEAD_PX,
        bold: true,
        fill: SOFT,
        anchor,
      }),
    );
    for (const [row, texts] of cells.entries())
      parts.push(
        svgText(fitted(texts[at] ?? '', fit.sizePx, inner), place, baseline(row + 1, fit.sizePx), {
          sizePx: fit.sizePx,
          anchor,
        }),
      );
    x += widthPx;
  }
  const width = Math.round(x - room.xPx);
  const bands = rows.map((_, row) =>
    row % 2 === 0
      ? `<rect x="${room.xPx}" y="${Math.round(room.yPx + (row + 1) * rowPx)}" width="${width}" height="${Math.round(rowPx)}" fill="${BAND}"/>`
      : '',
  );
  const rule = `<rect x="${room.xPx}" y="${Math.round(room.yPx + rowPx) - 2}" width="${width}" height="2" fill="${LINE}"/>`;
  return [...bands, rule, ...parts].join('');
}

/** Columns as wide as they need, letters smaller when that is too wide, and at last the widest columns cut. */
function sized(
  heads: string[],
  cells: string[][],
  widthPx: number,
  mostPx: number,
): { sizePx: number; widthsPx: number[] } {
  for (let sizePx = Math.floor(mostPx); ; sizePx -= 2) {
    const small = Math.max(CELL_PX.least, sizePx);
    const wanted = heads.map((head, at) =>
      Math.max(
        textWidthPx(head, HEAD_PX, true),
        ...cells.map((row) => textWidthPx(row[at]?.slice(0, 200) ?? '', small)),
      ),
    );
    const needed = wanted.map((width) => width + 2 * PADDING_PX + 4);
    const sum = needed.reduce((total, width) => total + width, 0);
    if (sum <= widthPx)
      return { sizePx: small, widthsPx: needed.map((width) => width + (widthPx - sum) / needed.length) };
    if (small > CELL_PX.least) continue;
    return { sizePx: small, widthsPx: shared(needed, widthPx) };
  }
}

/** Narrow columns keep their width, the others share what is left. */
function shared(needed: number[], widthPx: number): number[] {
  let fairPx = widthPx / needed.length;
  for (let round = 0; round < needed.length; round++) {
    const narrow = needed.filter((width) => width <= fairPx);
    const left = widthPx - narrow.reduce((sum, width) => sum + width, 0);
    fairPx = left / Math.max(1, needed.length - narrow.length);
  }
  return needed.map((width) => Math.min(width, fairPx));
}
