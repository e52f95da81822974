/** Rows that a model wrote down, as a typed table. Pure. */
import { typedTable } from '../files/typed-table.ts';
import type { GivenRows } from './show-wish.ts';
import { PresentingError, type ShownTable } from './shown-table.ts';

/** Headings are told from cells by a mark that is taken off again: a heading may be a year. */
const MARK = 'h: ';

/** Throws a PresentingError for a row that is longer than the headings. */
export function givenTable({ columns, rows }: GivenRows): ShownTable {
  const long = rows.findIndex((row) => row.length > columns.length);
  if (long >= 0)
    throw new PresentingError(
      `Row ${long + 1} has ${rows[long]?.length} cells, but there are ${columns.length} columns.`,
    );
  const written = rows.map((row) => columns.map((_, at) => String(row[at] ?? '')));
  const table = typedTable([columns.map((name) => `${MARK}${name}`), ...written], '.');
  return {
    columns: table.columns.map((column) => ({ ...column, name: column.name.slice(MARK.length).trim() || column.name })),
    rows: table.rows,
  };
}
