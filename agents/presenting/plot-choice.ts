/**
 * From what was asked for, perhaps next to nothing, to a definite plot of a table: which columns, which kind, which step
 * of time. Looks at the columns and at one row of the table. Pure; throws a PresentingError.
 */
import { columnAt, findColumn, namesOf, PresentingError, type ShownColumn, type ShownTable } from './shown-table.ts';

export const PLOT_KINDS = ['bar', 'line', 'scatter', 'pie'] as const;
export const MEASURES = ['sum', 'mean', 'count'] as const;
export const TIME_STEPS = ['day', 'month', 'year'] as const;
export type PlotKind = (typeof PLOT_KINDS)[number];
export type Measure = (typeof MEASURES)[number];
export type TimeStep = (typeof TIME_STEPS)[number];

export interface PlotWish {
  kind?: PlotKind | undefined;
  /** A column, or a step of time ("month") when there is one column of dates. */
  x?: string | undefined;
  y?: string | undefined;
  /** What is done with several rows of one x; unset: their sum. */
  measure?: Measure | undefined;
  by?: TimeStep | undefined;
}
export interface PlotAsked {
  kind: PlotKind;
  /** Places of columns. */
  x: number;
  /** Undefined: rows are counted. */
  y: number | undefined;
  measure: Measure;
  /** Unset: by day, or by month when there are many days. */
  by: TimeStep | undefined;
}

/** A table of more rows is not sent anywhere to be drawn. */
export const MAX_PLOT_ROWS = 50_000;
const MEASURED =
  /\b(?:revenue|sales|turnover|amount|total|sum|price|cost|value|income|profit|spend|expense|quantity|count|score|rate)s?\b/i;
const NO_MEASURE = /^(?:id|no|nr|number|index|row|year|month|day|zip|postcode|post code|code|phone)\b|\bid$/i;

export function choosePlot(table: ShownTable, wish: PlotWish): PlotAsked {
  const { columns, rows } = table;
  if (rows.length > MAX_PLOT_ROWS)
    throw new PresentingError(`The table has ${rows.length} rows; up to ${MAX_PLOT_ROWS} can be plotted.`);
  if (rows.length === 0 || columns.length === 0) throw new PresentingError('The table has no rows to plot.');
  const counts = wish.measure === 'count' && wish.y === undefined;
  const y = counts ? undefined : valueColumn(columns, wish);
  const { at: x, by } = placeColumn(columns, wish, y);
  const kind = wish.kind ?? kindFor(columns[x] as ShownColumn);
  return { kind, x, y, measure: wish.measure ?? 'sum', by: wish.by ?? by };
}

function valueColumn(columns: readonly ShownColumn[], wish: PlotWish): number {
  const numbers = columns.flatMap((column, at) => (column.type === 'number' ? [at] : []));
  const those =
    numbers.length === 0 ? 'no column does' : `these do: ${namesOf(numbers.flatMap((at) => columns[at] ?? []))}`;
  if (wish.y !== undefined) {
    const at = columnAt(columns, wish.y);
    const column = columns[at] as ShownColumn;
    if (column.type === 'number' || wish.measure === 'count') return at;
    throw new PresentingError(`Column ${JSON.stringify(column.name)} holds no numbers but ${column.type}; ${those}.`);
  }
  const x = wish.x === undefined ? undefined : findColumn(columns, wish.x);
  const free = numbers.filter((at) => at !== x);
  const named = (at: number): string => columns[at]?.name ?? '';
  const chosen =
    free.find((at) => MEASURED.test(named(at))) ??
    free.find((at) => columns[at]?.unit !== undefined) ??
    free.find((at) => !NO_MEASURE.test(named(at))) ??
    free[0];
  if (chosen === undefined)
    throw new PresentingError(
      `There are no numbers to plot: the columns are ${namesOf(columns)}, and none of ${x === undefined ? 'them' : 'the others'} holds numbers. With the measure "count", rows can be counted.`,
    );
  return chosen;
}

function placeColumn(
  columns: readonly ShownColumn[],
  wish: PlotWish,
  y: number | undefined,
): { at: number; by?: TimeStep } {
  if (wish.x !== undefined) {
    const at = findColumn(columns, wish.x);
    if (at !== undefined) return { at };
    const step = TIME_STEPS.find((known) => known === wish.x?.trim().toLowerCase().replace(/s$/, ''));
    const dates = columns.findIndex((column) => column.type === 'date');
    if (step !== undefined && dates >= 0) return { at: dates, by: step };
    return { at: columnAt(columns, wish.x) };
  }
  const other = columns
    .map((column, at) => ({ type: column.type, name: column.name, at }))
    .filter(({ at }) => at !== y);
  const first = (type: ShownColumn['type']) => other.find((column) => column.type === type);
  const place =
    wish.kind === 'scatter'
      ? (first('number') ?? first('date'))
      : (first('date') ??
        other.find((column) => /^(?:year|month|day|quarter|week)s?$/i.test(column.name)) ??
        first('text') ??
        first('boolean') ??
        first('number'));
  if (place) return { at: place.at };
  throw new PresentingError(
    columns.length === 1
      ? `${namesOf(columns)} is the only column; a plot needs another to set it against.`
      : `None of the columns ${namesOf(columns)} can be set against the values; say which one is x.`,
  );
}

const kindFor = (x: ShownColumn): PlotKind => {
  if (x.type === 'date') return 'line';
  if (x.type !== 'number') return 'bar';
  return /^(?:year|month|day|quarter|week)s?$/i.test(x.name) ? 'line' : 'scatter';
};
