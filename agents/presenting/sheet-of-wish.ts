/**
 * From what an agent wants to show to the request for a sheet: the right file is looked up, and only the columns and rows
 * that are shown are taken of it, so that little travels. Pure but for what it is handed; throws a PresentingError.
 */
import type { FileResponse } from '../seeing/reading-api.ts';
import { givenTable } from './given-table.ts';
import { choosePlot } from './plot-choice.ts';
import type { SheetRequest } from './sheet-request.ts';
import type { ShowWish } from './show-wish.ts';
import { columnAt, PresentingError, type ShownTable } from './shown-table.ts';
import { MAX_TABLE_ROWS } from './table-page.ts';
import { topRows } from './top-rows.ts';

export interface GivenThings {
  /** The newest of a kind, or the one that a name means. */
  find<K extends FileResponse['kind']>(
    kinds: readonly K[],
    name: string | undefined,
  ): { name: string; file: Extract<FileResponse, { kind: K }> } | undefined;
  readonly names: readonly string[];
  /** What was last seen of a source, as a JPEG with what must be hidden blanked. */
  seen(source: 'screen' | 'camera'): Promise<Uint8Array | undefined>;
}
type Of<W extends ShowWish['what']> = Extract<ShowWish, { what: W }>;

export async function sheetOf(wish: ShowWish, given: GivenThings): Promise<SheetRequest> {
  switch (wish.what) {
    case 'plot':
      return plotOf(wish, given);
    case 'table':
      return tableOf(wish, given);
    case 'text':
      return { kind: 'text', title: wish.title, lines: wish.lines };
    case 'picture':
      return await pictureOf(wish, given);
  }
}

function plotOf(wish: Of<'plot'>, given: GivenThings): SheetRequest {
  const { table } = tableMeant(wish, given);
  const asked = choosePlot(table, wish);
  const places = asked.y === undefined ? [asked.x] : [asked.x, asked.y];
  const { kind, measure, by } = asked;
  return {
    kind: 'plot',
    title: wish.title,
    table: picked(table, places),
    asked: { kind, measure, x: 0, ...(asked.y === undefined ? {} : { y: 1 }), ...(by === undefined ? {} : { by }) },
  };
}

function tableOf(wish: Of<'table'>, given: GivenThings): SheetRequest {
  const { name, table } = tableMeant(wish, given);
  const sortAt = wish.sort_by === undefined ? undefined : columnAt(table.columns, wish.sort_by);
  const rows =
    sortAt === undefined
      ? table.rows.slice(0, MAX_TABLE_ROWS)
      : topRows(table.rows, sortAt, wish.descending ?? false, MAX_TABLE_ROWS);
  const places = wish.columns?.map((column) => columnAt(table.columns, column)) ?? table.columns.map((_, at) => at);
  return {
    kind: 'table',
    title: wish.title ?? name,
    table: picked({ columns: table.columns, rows }, places),
    totalRows: table.rows.length,
  };
}

async function pictureOf(wish: Of<'picture'>, given: GivenThings): Promise<SheetRequest> {
  if (wish.source !== undefined) {
    const jpeg = await given.seen(wish.source);
    if (!jpeg) throw new PresentingError(`Nothing has been seen of a ${wish.source} in this call.`);
    const title = wish.title ?? `Your ${wish.source}, as last seen`;
    return { kind: 'picture', title, description: '', jpegBase64: Buffer.from(jpeg).toString('base64') };
  }
  const found = given.find(['picture', 'document'], wish.file);
  if (!found) throw none('picture or document', wish.file, given);
  const { name, file } = found;
  if (file.kind === 'picture')
    return { kind: 'picture', title: wish.title ?? name, description: file.text, jpegBase64: file.jpegBase64 };
  const { pages } = file.document;
  const page = pages.find(({ number }) => number === (wish.page ?? pages[0]?.number));
  if (!page) throw new PresentingError(`${JSON.stringify(name)} has no page ${wish.page}; it has ${pages.length}.`);
  const lines = page.text.private.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new PresentingError(`Page ${page.number} of ${JSON.stringify(name)} has no text.`);
  return { kind: 'text', title: wish.title ?? `${name}, page ${page.number}`, lines: lines.slice(0, 200) };
}

function tableMeant(
  { file, rows }: Pick<Of<'plot'>, 'file' | 'rows'>,
  given: GivenThings,
): { name: string; table: ShownTable } {
  if (rows !== undefined) return { name: 'Table', table: givenTable(rows) };
  const found = given.find(['table'], file);
  if (!found) throw none('table', file, given);
  const table = found.file.tables[0];
  if (!table) throw new PresentingError(`There is no table in ${JSON.stringify(found.name)}.`);
  return { name: found.name, table };
}

function none(what: string, file: string | undefined, { names }: GivenThings): PresentingError {
  const there =
    names.length === 0
      ? 'the caller has given no file'
      : `the files are ${names.map((name) => JSON.stringify(name)).join(', ')}`;
  return new PresentingError(
    file === undefined
      ? `There is no ${what} to show: ${there}.`
      : `There is no ${what} ${JSON.stringify(file)}: ${there}.`,
  );
}

const picked = ({ columns, rows }: ShownTable, places: readonly number[]) => ({
  columns: places.flatMap((at) => columns[at] ?? []),
  rows: rows.map((row) => places.map((at) => row[at] ?? null)),
});
