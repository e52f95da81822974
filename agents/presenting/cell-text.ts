/** A cell as people write it: grouped thousands, readable dates, words for truth. Pure. */
import type { TableCell, TableColumn } from '../observation/table.ts';

const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DATE = /^(\d{4})-(\d{2})(?:-(\d{2}))?(?:T00:00(?::00(?:\.000)?)?Z?)?$/;

export function cellText(cell: TableCell, type: TableColumn['type']): string {
  if (cell === null) return '–';
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (typeof cell === 'number') return numbers.format(cell);
  return type === 'date' ? dateText(cell) : cell;
}

/** `2026-03-01` as "1 Mar 2026", `2026-03` as "Mar 2026"; anything else as it is. */
export function dateText(iso: string): string {
  const [, year, month, day] = DATE.exec(iso) ?? [];
  const name = MONTHS[Number(month) - 1];
  if (name === undefined) return iso;
  return day === undefined ? `${name} ${year}` : `${Number(day)} ${name} ${year}`;
}
