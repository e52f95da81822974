/** A table in few words for a prompt: columns, types, units, ranges and the first rows, within a budget of tokens. Pure. */
import type { TableCell, TableColumn } from '../observation/table.ts';

export interface SummarisedTable {
  name: string;
  columns: readonly TableColumn[];
  rows: readonly (readonly TableCell[])[];
  /** What its reader had to assume. */
  notes?: readonly string[];
}

/** Tables are mostly digits and short words, which take more tokens a character than prose. */
const CHARS_PER_TOKEN = 3;
const MAX_CELL_CHARS = 60;
const MAX_NAME_CHARS = 60;

/** At most about `maxTokens`; what does not fit is left out and said to be. Text of cells is data: one line, cut. */
export function summariseTable(table: SummarisedTable, maxTokens: number): string {
  const budget = Math.max(0, Math.floor(maxTokens * CHARS_PER_TOKEN));
  const { columns, rows } = table;
  const lines: string[] = [];
  let used = 0;
  const fits = (line: string): boolean => {
    if (used + line.length + 1 > budget) return false;
    lines.push(line);
    used += line.length + 1;
    return true;
  };
  fits(`Table ${JSON.stringify(short(table.name, MAX_NAME_CHARS))}: ${rows.length} rows, ${columns.length} columns.`);
  for (const note of table.notes ?? []) fits(`Note: ${short(note, 200)}`);
  let described = 0;
  for (const [at, column] of columns.entries()) {
    if (!fits(`- ${describe(column, at, rows)}`)) break;
    described += 1;
  }
  if (described < columns.length) fits(`(${columns.length - described} more columns)`);
  const shown = described;
  if (rows.length > 0 && shown > 0 && fits('First rows:')) {
    for (const row of rows) if (!fits(row.slice(0, shown).map(written).join(' | '))) break;
  }
  return lines.join('\n');
}

function describe(column: TableColumn, at: number, rows: SummarisedTable['rows']): string {
  const unit = column.unit === undefined ? '' : ` in ${column.unit}`;
  const head = `${short(column.name, MAX_NAME_CHARS)} (${column.type}${unit})`;
  let count = 0;
  let sum = 0;
  let least: TableCell = null;
  let most: TableCell = null;
  const distinct = new Set<TableCell>();
  for (const row of rows) {
    const cell = row[at] ?? null;
    if (cell === null) continue;
    count += 1;
    if (distinct.size <= MAX_DISTINCT) distinct.add(cell);
    if (typeof cell === 'number') sum += cell;
    if (least === null || cell < least) least = cell;
    if (most === null || cell > most) most = cell;
  }
  const empty = rows.length - count;
  const gaps = empty === 0 ? '' : `, ${empty} empty`;
  if (count === 0) return `${head}: empty`;
  if (column.type === 'number') {
    return `${head}: ${written(least)} to ${written(most)}, sum ${rounded(sum)}, mean ${rounded(sum / count)}${gaps}`;
  }
  if (column.type === 'date') return `${head}: ${written(least)} to ${written(most)}${gaps}`;
  const values = distinct.size > MAX_DISTINCT ? '' : `: ${[...distinct].map(written).join(', ')}`;
  return `${head}${values}${gaps}`;
}

/** A column with few different values is a category, and they are worth naming. */
const MAX_DISTINCT = 6;

const rounded = (value: number): string => String(Number(value.toPrecision(12)));

function written(cell: TableCell): string {
  if (cell === null) return '';
  return typeof cell === 'number' ? rounded(cell) : short(String(cell), MAX_CELL_CHARS);
}

function short(text: string, maxChars: number): string {
  const line = text.replace(/[\s\p{C}|]+/gu, ' ').trim();
  return line.length <= maxChars ? line : `${line.slice(0, maxChars - 1)}…`;
}
