/** Rows of written cells as a table: headings, the type and unit of each column, typed cells. Loses no cell. Pure. */
import type { TableCell, TableColumn, TableContent } from '../observation/table.ts';
import { dateColumn } from './date-cells.ts';
import { type DecimalMark, numberColumn } from './number-cells.ts';
import { unitOfHeading } from './units.ts';

export interface TypedTable extends TableContent {
  notes: string[];
}

const NOTHING = new Set(['', '-', '–', '—', 'n/a', 'na', 'null', 'none', '#n/a']);
const TRUE = new Set(['true', 'yes', 'ja']);
const FALSE = new Set(['false', 'no', 'nein']);

/** `likelyMark`: how decimals are written where the file comes from, for columns that do not tell. */
export function typedTable(written: readonly string[][], likelyMark: DecimalMark): TypedTable {
  const width = written.reduce((most, row) => Math.max(most, row.length), 0);
  const [first = []] = written;
  const headed = hasHeadings(first);
  const body = headed ? written.slice(1) : written;
  const names = headings(headed ? first : [], width);
  const notes = headed ? [] : ['The first row is no heading: the columns are numbered.'];
  const uneven = body.filter((row) => row.length !== (headed ? first.length : width)).length;
  if (uneven > 0) notes.push(`${uneven} of ${body.length} rows have more or fewer cells than the first.`);
  const columns: TableColumn[] = [];
  const cells: TableCell[][] = [];
  for (const [at, name] of names.entries()) {
    const column = typedColumn(
      name,
      body.map((row) => row[at]?.trim() ?? ''),
      likelyMark,
    );
    columns.push(column.column);
    cells.push(column.cells);
    if (column.note !== undefined) notes.push(`Column ${JSON.stringify(name)}: ${column.note}`);
  }
  return { columns, rows: body.map((_, row) => cells.map((column) => column[row] ?? null)), notes };
}

/** A heading is no number, date or empty cell. */
function hasHeadings(first: readonly string[]): boolean {
  const cells = first.map((cell) => cell.trim());
  return cells.some((cell) => cell !== '') && cells.every((cell) => !numberColumn([cell], '.') && !dateColumn([cell]));
}

function headings(first: readonly string[], width: number): string[] {
  const seen = new Map<string, number>();
  return Array.from({ length: width }, (_, at) => {
    const name = first[at]?.replace(/\s+/g, ' ').trim() || `column ${at + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function typedColumn(
  name: string,
  written: string[],
  likelyMark: DecimalMark,
): { column: TableColumn; cells: TableCell[]; note?: string | undefined } {
  const present = written.map((cell) => (NOTHING.has(cell.toLowerCase()) ? null : cell));
  if (present.some((cell) => cell !== null)) {
    const numbers = numberColumn(present, likelyMark);
    if (numbers !== undefined) {
      const unit = numbers.unit ?? unitOfHeading(name);
      const column: TableColumn = { name, type: 'number', ...(unit === undefined ? {} : { unit }) };
      return { column, cells: numbers.values, note: numbers.note };
    }
    const dates = dateColumn(present);
    if (dates === 'ambiguous') {
      const note = 'its dates could be day first or month first; they are kept as written.';
      return { column: { name, type: 'text' }, cells: asText(written), note };
    }
    if (dates !== undefined) return { column: { name, type: 'date' }, cells: dates.values };
    const truths = present.map((cell) => (cell === null ? null : truthOf(cell)));
    if (!truths.includes(undefined)) {
      return { column: { name, type: 'boolean' }, cells: truths.map((truth) => truth ?? null) };
    }
  }
  return { column: { name, type: 'text' }, cells: asText(written) };
}

const asText = (written: string[]): TableCell[] => written.map((cell) => (cell === '' ? null : cell));

function truthOf(cell: string): boolean | undefined {
  if (TRUE.has(cell.toLowerCase())) return true;
  return FALSE.has(cell.toLowerCase()) ? false : undefined;
}
