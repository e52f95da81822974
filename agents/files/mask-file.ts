/**
 * Blanks in a file that was read what may not leave: in text, in cells, and the places of a picture. Works in slices, for
 * a large file would hold up the calls of the process. Where a picture could not be read, nobody knows what is on it.
 */
import type { Box } from '../seeing/frame.ts';
import type { MaskRules } from '../seeing/mask-rules.ts';
import { isSecretHeading, MASK, maskText } from '../seeing/mask-text.ts';
import { maskLines } from '../seeing/masks.ts';
import type { FileResponse } from '../seeing/reading-api.ts';
import { maskedNumber } from './masked-number.ts';

type Of<K extends FileResponse['kind']> = Extract<FileResponse, { kind: K }>;
type Table = Of<'table'>['tables'][number];
type Cell = Table['rows'][number][number];
/** About a millisecond of work. */
const SLICE_CHARACTERS = 50_000;
const SLICE_CELLS = 2_000;

/** Blackens places of a JPEG. */
export type BlankJpeg = (jpeg: Uint8Array, boxes: readonly Box[], signal: AbortSignal) => Promise<Uint8Array>;

/** The same file without what is masked. Rejects only when a picture cannot be blanked: then it must not be used. */
export async function maskFile(
  file: FileResponse,
  rules: MaskRules,
  blank: BlankJpeg,
  signal: AbortSignal,
): Promise<FileResponse> {
  switch (file.kind) {
    case 'document':
      return await maskDocument(file, rules);
    case 'table':
      return { ...file, tables: await inTurn(file.tables, (table) => maskTable(table, rules)) };
    case 'picture':
      return await maskPicture(file, rules, blank, signal);
  }
}

async function maskDocument(file: Of<'document'>, rules: MaskRules): Promise<FileResponse> {
  const pages = await inTurn(file.document.pages, async (page) => ({
    ...page,
    text: { private: await maskLong(page.text.private, rules) },
  }));
  return {
    ...file,
    document: { ...file.document, name: { private: maskText(file.document.name.private, rules) }, pages },
  };
}

async function maskTable(table: Table, rules: MaskRules): Promise<Table> {
  const secret = table.columns.map((column) => rules.secrets && isSecretHeading(column.name));
  const texts = new Set<number>();
  const rows: Cell[][] = [];
  for (const [at, row] of table.rows.entries()) {
    if ((at * row.length) % SLICE_CELLS < row.length) await breathe();
    rows.push(
      row.map((cell, column) => {
        const masked = secret[column] && cell !== null && cell !== '' ? MASK : maskCell(cell, rules);
        if (masked !== cell && typeof cell !== 'string') texts.add(column);
        return masked;
      }),
    );
  }
  return {
    ...table,
    name: { private: maskText(table.name.private, rules) },
    columns: table.columns.map(({ name, type, unit }, at) => ({
      name: maskText(name, rules),
      ...(texts.has(at) ? { type: 'text' as const } : { type, ...(unit === undefined ? {} : { unit }) }),
    })),
    // A column is of one type: where a number was masked, all of it is text.
    rows: texts.size === 0 ? rows : rows.map((row) => row.map((cell, at) => (texts.has(at) ? asText(cell) : cell))),
  };
}
function maskCell(cell: Cell, rules: MaskRules): Cell {
  if (typeof cell === 'string') return maskText(cell, rules);
  return typeof cell === 'number' && rules.cards ? (maskedNumber(cell) ?? cell) : cell;
}
const asText = (cell: Cell): Cell => (cell === null ? null : String(cell));

async function maskPicture(
  file: Of<'picture'>,
  rules: MaskRules,
  blank: BlankJpeg,
  signal: AbortSignal,
): Promise<FileResponse> {
  const { lines, widthPx, heightPx } = file;
  if (lines === undefined && !rules.cards && !rules.secrets && rules.patterns.length === 0) return file;
  const whole = { x: 0, y: 0, width: widthPx, height: heightPx };
  const masked = lines ? maskLines(lines, rules) : { lines: [], boxes: [whole] };
  const jpeg =
    masked.boxes.length === 0
      ? file.jpegBase64
      : Buffer.from(await blank(Buffer.from(file.jpegBase64, 'base64'), masked.boxes, signal)).toString('base64');
  return {
    ...file,
    name: maskText(file.name, rules),
    jpegBase64: jpeg,
    text: masked.lines.map((line) => line.text).join('\n'),
    ...(lines ? { lines: masked.lines } : { notes: [...file.notes, 'Since it could not be read, it is not shown.'] }),
  };
}

/** Line by line in slices; each is masked with the line before it, which may be the label of what follows. */
async function maskLong(text: string, rules: MaskRules): Promise<string> {
  if (text.length <= SLICE_CHARACTERS) return maskText(text, rules);
  let masked = '';
  let before = '';
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from + SLICE_CHARACTERS);
    const to = end < 0 ? text.length : end + 1;
    const slice = text.slice(from, to);
    masked += maskText(`${before}${slice}`, rules).slice(maskText(before, rules).length);
    before = lastLine(slice);
    from = to;
    await breathe();
  }
  return masked;
}
const lastLine = (slice: string): string => slice.slice(slice.lastIndexOf('\n', slice.length - 2) + 1);

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const out: R[] = [];
  for (const item of items) {
    out.push(await work(item));
    await breathe();
  }
  return out;
}
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
