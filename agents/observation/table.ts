/**
 * What a caller's table says, as one marked text: its headings and cells are theirs like any other words, and a cell
 * that is marked by itself would take a ciphertext of its own. Pure.
 */
import { z } from 'zod';
import { type MarkedText, marked, type Observation, tableColumn } from './schema.ts';

export type TableColumn = z.infer<typeof tableColumn>;
export type TableCell = string | number | boolean | null;
export interface TableContent {
  columns: TableColumn[];
  rows: TableCell[][];
}
type TableObservation = Extract<Observation, { kind: 'table' }>;

/** The cells are checked by hand: a schema takes 100 ms for the largest table, and other calls would hear that. */
const outline = z.object({ columns: z.array(tableColumn), rows: z.array(z.unknown()) });

/** As an observation holds it: nothing of it outside the marked text. */
export const markedTable = ({ columns, rows }: TableContent): Pick<TableObservation, 'columns' | 'rows' | 'sheet'> => ({
  columns: [],
  rows: [],
  sheet: marked(JSON.stringify({ columns, rows })),
});

/** Undefined when the key of its owner is destroyed, or it is no table. Logs from before tables were marked still read. */
export function tableIn({ columns, rows, sheet }: TableObservation): TableContent | undefined {
  if (sheet === undefined) return { columns, rows };
  if (sheet.destroyed) return undefined;
  const found = outline.safeParse(jsonIn(sheet)).data;
  return found && areRows(found.rows, found.columns.length) ? { columns: found.columns, rows: found.rows } : undefined;
}

export function areRows(rows: unknown[], width: number): rows is TableCell[][] {
  return rows.every((row) => Array.isArray(row) && row.length === width && row.every(isCell));
}

function isCell(cell: unknown): cell is TableCell {
  return cell === null || typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean';
}

function jsonIn({ private: text }: MarkedText): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
