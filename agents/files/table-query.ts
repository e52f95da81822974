/**
 * A small typed question to a table (filter, group, aggregate, sort, take) as a tool asks it, and its answer. Pure. A
 * question that names no column of the table fails with a sentence that lists those it has.
 */
import { z } from 'zod';
import type { TableCell, TableColumn } from '../observation/table.ts';

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const condition = z.strictObject({
  column: z.string(),
  /** `contains` looks into text without regard to case; order comparisons take numbers, dates and text. */
  is: z.enum(['=', '!=', '<', '<=', '>', '>=', 'contains', 'empty', 'not empty']),
  value: value.optional(),
});
const aggregate = z.strictObject({ of: z.enum(['count', 'sum', 'mean', 'min', 'max']), column: z.string().optional() });

export const tableQuery = z.strictObject({
  /** All must hold. */
  where: z.array(condition).max(10).optional(),
  /** Unset: all columns; not with `aggregate`. */
  columns: z.array(z.string()).min(1).max(20).optional(),
  aggregate: z.array(aggregate).min(1).max(5).optional(),
  /** One answer row for each value of this column; only with `aggregate`. */
  groupBy: z.string().optional(),
  /** A column of the answer, such as `sum of Price`. */
  sortBy: z.strictObject({ column: z.string(), descending: z.boolean().optional() }).optional(),
  limit: z.number().int().min(1).max(100).default(20),
});
export type TableQuery = z.input<typeof tableQuery>;

export interface QueriedTable {
  columns: readonly TableColumn[];
  rows: readonly (readonly TableCell[])[];
}
export interface QueryAnswer {
  columns: TableColumn[];
  rows: TableCell[][];
  /** Rows of the answer before `limit`. */
  found: number;
}

/** The question does not fit the table; the message is a sentence. */
export class TableQueryError extends Error {
  override readonly name = 'TableQueryError';
}

/** Throws a TableQueryError. */
export function queryTable(table: QueriedTable, asked: TableQuery): QueryAnswer {
  const parsed = tableQuery.safeParse(asked);
  if (!parsed.success) throw new TableQueryError(`The query is not usable: ${z.prettifyError(parsed.error)}`);
  const query = parsed.data;
  const conditions = (query.where ?? []).map(({ column, is, value: wanted }) => {
    const at = placeOf(table.columns, column);
    return (row: readonly TableCell[]) => holds(row[at] ?? null, is, wanted ?? null);
  });
  const rows = table.rows.filter((row) => conditions.every((holdsFor) => holdsFor(row)));
  if (query.groupBy !== undefined && query.aggregate === undefined) {
    throw new TableQueryError('groupBy needs an aggregate, such as a count.');
  }
  const answer =
    query.aggregate === undefined
      ? picked(table.columns, rows, query.columns)
      : aggregated(table.columns, rows, query.aggregate, query.groupBy);
  if (query.sortBy !== undefined) {
    const at = placeOf(answer.columns, query.sortBy.column);
    const sign = query.sortBy.descending ? -1 : 1;
    answer.rows.sort((a, b) => byValue(a[at] ?? null, b[at] ?? null, sign));
  }
  return { columns: answer.columns, rows: answer.rows.slice(0, query.limit), found: answer.rows.length };
}

function placeOf(columns: readonly TableColumn[], name: string): number {
  const wanted = name.trim().toLowerCase();
  const at = columns.findIndex((column) => column.name.toLowerCase() === wanted);
  if (at >= 0) return at;
  const names = columns.map((column) => JSON.stringify(column.name)).join(', ');
  throw new TableQueryError(`There is no column ${JSON.stringify(name)}; there are ${names}.`);
}

function holds(cell: TableCell, is: z.infer<typeof condition>['is'], wanted: TableCell): boolean {
  switch (is) {
    case 'empty':
      return cell === null;
    case 'not empty':
      return cell !== null;
    case 'contains':
      return (
        cell !== null &&
        String(cell)
          .toLowerCase()
          .includes(String(wanted ?? '').toLowerCase())
      );
    case '=':
      return compare(cell, wanted) === 0;
    case '!=':
      return compare(cell, wanted) !== 0;
    case '<':
      return (compare(cell, wanted) ?? 1) < 0;
    case '<=':
      return (compare(cell, wanted) ?? 1) <= 0;
    case '>':
      return (compare(cell, wanted) ?? -1) > 0;
    case '>=':
      return (compare(cell, wanted) ?? -1) >= 0;
  }
}

/** Undefined when the two cannot be compared: an empty cell, or a number and a word. Text is compared without case. */
function compare(cell: TableCell, wanted: TableCell): number | undefined {
  if (cell === null || wanted === null) return cell === wanted ? 0 : undefined;
  if (typeof cell === 'number') {
    const number = typeof wanted === 'string' && wanted.trim() !== '' ? Number(wanted) : wanted;
    return typeof number === 'number' && !Number.isNaN(number) ? Math.sign(cell - number) : undefined;
  }
  const left = String(cell).toLowerCase();
  const right = String(wanted).toLowerCase();
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Empty cells come last in either direction. */
function byValue(a: TableCell, b: TableCell, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return sign * (compare(a, b) ?? 0);
}

function picked(columns: readonly TableColumn[], rows: QueriedTable['rows'], names: string[] | undefined) {
  const places = names?.map((name) => placeOf(columns, name)) ?? columns.map((_, at) => at);
  return {
    columns: places.flatMap((at) => columns[at] ?? []),
    rows: rows.map((row) => places.map((at) => row[at] ?? null)),
  };
}

function aggregated(
  columns: readonly TableColumn[],
  rows: QueriedTable['rows'],
  asked: readonly z.infer<typeof aggregate>[],
  groupBy: string | undefined,
) {
  const groupAt = groupBy === undefined ? undefined : placeOf(columns, groupBy);
  const groups = new Map<TableCell, (readonly TableCell[])[]>();
  if (groupAt === undefined) groups.set(null, [...rows]);
  else
    for (const row of rows) {
      const group = row[groupAt] ?? null;
      const members = groups.get(group);
      if (members) members.push(row);
      else groups.set(group, [row]);
    }
  const measures = asked.map((one) => measureOf(columns, one));
  const grouping = groupAt === undefined ? undefined : columns[groupAt];
  return {
    columns: [...(grouping ? [grouping] : []), ...measures.map((measure) => measure.column)],
    rows: [...groups].map(([group, members]) => [
      ...(grouping ? [group] : []),
      ...measures.map((measure) => measure.of(members)),
    ]),
  };
}

function measureOf(columns: readonly TableColumn[], { of, column: name }: z.infer<typeof aggregate>) {
  if (name === undefined) {
    if (of !== 'count') throw new TableQueryError(`The ${of} needs a column.`);
    const column: TableColumn = { name: 'count', type: 'number' };
    return { column, of: (rows: QueriedTable['rows']): TableCell => rows.length };
  }
  const at = placeOf(columns, name);
  const source = columns[at];
  if ((of === 'sum' || of === 'mean') && source?.type !== 'number') {
    throw new TableQueryError(`The ${of} of ${JSON.stringify(name)} cannot be taken: it holds ${source?.type}.`);
  }
  const keepsType = of === 'min' || of === 'max';
  const column: TableColumn = {
    name: `${of} of ${source?.name ?? name}`,
    type: keepsType ? (source?.type ?? 'text') : 'number',
    ...(of === 'count' || source?.unit === undefined ? {} : { unit: source.unit }),
  };
  return {
    column,
    of: (rows: QueriedTable['rows']) =>
      measure(
        of,
        rows.flatMap((row) => row[at] ?? []),
      ),
  };
}

function measure(of: z.infer<typeof aggregate>['of'], cells: Exclude<TableCell, null>[]): TableCell {
  if (of === 'count') return cells.length;
  if (cells.length === 0) return null;
  if (of === 'min' || of === 'max') {
    const sign = of === 'min' ? -1 : 1;
    return cells.reduce((best, cell) => ((compare(cell, best) ?? 0) * sign > 0 ? cell : best));
  }
  const sum = cells.reduce<number>((total, cell) => total + (typeof cell === 'number' ? cell : 0), 0);
  return Number((of === 'sum' ? sum : sum / cells.length).toPrecision(15));
}
