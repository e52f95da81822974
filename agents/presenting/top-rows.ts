/** The first few rows of a sorted table without sorting it: a table of fifty thousand rows takes a few milliseconds. Pure. */
import type { TableCell } from '../observation/table.ts';

type Row = readonly TableCell[];

/** Equal rows stay in their order; empty cells come last. */
export function topRows(rows: readonly Row[], at: number, descending: boolean, count: number): Row[] {
  const top: Row[] = [];
  const before = (a: Row, b: Row): boolean => comesBefore(a[at] ?? null, b[at] ?? null, descending);
  for (const row of rows) {
    const last = top.at(-1);
    if (top.length >= count && last && !before(row, last)) continue;
    const place = top.findIndex((kept) => before(row, kept));
    top.splice(place < 0 ? top.length : place, 0, row);
    if (top.length > count) top.pop();
  }
  return top;
}

function comesBefore(a: TableCell, b: TableCell, descending: boolean): boolean {
  if (a === null || b === null) return a !== null;
  if (a === b) return false;
  const less =
    typeof a === 'number' && typeof b === 'number' ? a < b : String(a).toLowerCase() < String(b).toLowerCase();
  return descending ? !less && String(a).toLowerCase() !== String(b).toLowerCase() : less;
}
