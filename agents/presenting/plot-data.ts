/**
 * From a table to the few marks of a plot: rows of one place added up, averaged or counted, dates put into days, months
 * or years, and what is too many is left out with a word about it. Pure; throws a PresentingError.
 */
import type { TableCell } from '../observation/table.ts';
import { cellText, dateText } from './cell-text.ts';
import type { PlotAsked, PlotKind, TimeStep } from './plot-choice.ts';
import { PresentingError, type ShownColumn, type ShownTable, withUnit } from './shown-table.ts';

export interface PlotMark {
  /** A label, a number, or a date (ISO). */
  x: string | number;
  y: number;
}
export interface PlotData {
  kind: PlotKind;
  /** How `x` is to be taken: names of things, numbers, or moments in time. */
  scale: 'names' | 'numbers' | 'time';
  marks: PlotMark[];
  xTitle: string;
  yTitle: string;
  /** What was left out. */
  note?: string;
}

const MAX_BARS = 14;
const MAX_SLICES = 7;
const MAX_POINTS = 2_000;
const MAX_MONTHS = 60;
const OTHERS = 'others';

export function plotData(table: ShownTable, asked: PlotAsked): PlotData {
  const x = columnOf(table, asked.x);
  const y = asked.y === undefined ? undefined : columnOf(table, asked.y);
  const counts = asked.measure === 'count' || asked.y === undefined;
  const pairs = table.rows.map((row): [TableCell, TableCell] => {
    const value = asked.y === undefined ? 1 : (row[asked.y] ?? null);
    return [row[asked.x] ?? null, counts && value !== null ? 1 : value];
  });
  const yTitle = titleOf(y, counts ? 'count' : asked.measure);
  const nothing = (): PresentingError =>
    new PresentingError(
      `Columns ${JSON.stringify(x.name)} and ${JSON.stringify(y?.name ?? 'count')} share no row with a value.`,
    );
  if (asked.kind === 'scatter') return scattered(pairs, x, yTitle, nothing);
  const by = x.type === 'date' ? (asked.by ?? stepFor(pairs)) : undefined;
  const grouped = group(pairs, by, asked.measure === 'mean', x);
  if (grouped.length === 0) throw nothing();
  const titles = { xTitle: by === undefined ? withUnit(x) : by, yTitle };
  if (asked.kind === 'pie') return pie(grouped, by, titles, x);
  if (asked.kind === 'line' && (x.type === 'date' || x.type === 'number')) {
    const marks = thinned(grouped);
    return { kind: 'line', scale: x.type === 'date' ? 'time' : 'numbers', marks, ...titles };
  }
  return bars(asked.kind, named(grouped, x), by !== undefined || x.type === 'number', titles);
}

function columnOf({ columns }: ShownTable, at: number): ShownColumn {
  const column = columns[at];
  if (column) return column;
  throw new PresentingError(`There is no column ${at + 1}; the table has ${columns.length}.`);
}
function titleOf(y: ShownColumn | undefined, measure: PlotAsked['measure']): string {
  if (y === undefined) return 'Number of rows';
  if (measure === 'count') return `Number of ${y.name}`;
  return measure === 'mean' ? `Mean of ${withUnit(y)}` : withUnit(y);
}
function scattered(
  pairs: [TableCell, TableCell][],
  x: ShownColumn,
  yTitle: string,
  nothing: () => PresentingError,
): PlotData {
  if (x.type !== 'number' && x.type !== 'date')
    throw new PresentingError(
      `A scatter plot needs numbers or dates for x; column ${JSON.stringify(x.name)} holds ${x.type}.`,
    );
  const marks = pairs.flatMap(([at, value]) =>
    typeof value === 'number' && (typeof at === 'number' || typeof at === 'string') ? [{ x: at, y: value }] : [],
  );
  if (marks.length === 0) throw nothing();
  const shown = thinned(marks);
  return {
    kind: 'scatter',
    scale: x.type === 'date' ? 'time' : 'numbers',
    marks: shown,
    xTitle: withUnit(x),
    yTitle,
    ...(shown.length < marks.length ? { note: `${shown.length} of ${marks.length} points` } : {}),
  };
}

function stepFor(pairs: [TableCell, TableCell][]): TimeStep {
  const days = new Set(pairs.map(([at]) => String(at).slice(0, 10)));
  const months = new Set(pairs.map(([at]) => String(at).slice(0, 7)));
  // One row a month, say, is told by month, whatever the day it is written with.
  if (days.size === months.size && months.size > 1) return 'month';
  return days.size <= MAX_BARS ? 'day' : months.size === 1 ? 'day' : months.size <= MAX_MONTHS ? 'month' : 'year';
}
const STEP_LENGTH = { day: 10, month: 7, year: 4 } as const;

/** In the order in which they come; dates and numbers by size. */
function group(pairs: [TableCell, TableCell][], by: TimeStep | undefined, mean: boolean, x: ShownColumn): PlotMark[] {
  const groups = new Map<string | number, { sum: number; count: number }>();
  for (const [at, value] of pairs) {
    if (at === null || typeof value !== 'number') continue;
    const key =
      typeof at === 'boolean' ? cellText(at, 'boolean') : by === undefined ? at : String(at).slice(0, STEP_LENGTH[by]);
    const known = groups.get(key);
    if (known) {
      known.sum += value;
      known.count += 1;
    } else groups.set(key, { sum: value, count: 1 });
  }
  const marks = [...groups].map(([key, { sum, count }]) => ({
    x: key,
    y: Number((mean ? sum / count : sum).toPrecision(12)),
  }));
  if (x.type === 'date' || x.type === 'number') marks.sort((a, b) => (a.x < b.x ? -1 : 1));
  return marks;
}

function named(marks: PlotMark[], x: ShownColumn): PlotMark[] {
  const years = new Set(marks.map((mark) => String(mark.x).slice(0, 4)));
  const dated = (iso: string): string => {
    const text = dateText(iso);
    // A year that is everywhere tells nothing, and takes the room of what does.
    return years.size === 1 && iso.length > 4 ? text.replace(/ \d{4}$/, '') : text;
  };
  return marks.map((mark) => ({
    x: typeof mark.x === 'number' ? nameOfNumber(mark.x, x) : x.type === 'date' ? dated(mark.x) : mark.x,
    y: mark.y,
  }));
}
/** A year is no amount: it takes no comma. */
const nameOfNumber = (value: number, { name }: ShownColumn): string =>
  /\byear\b/i.test(name) ? String(value) : cellText(value, 'number');

/** Ordered things lose their oldest, others their smallest. */
function bars(
  kind: 'bar' | 'line',
  marks: PlotMark[],
  ordered: boolean,
  titles: { xTitle: string; yTitle: string },
): PlotData {
  if (marks.length <= MAX_BARS) return { kind, scale: 'names', marks, ...titles };
  const kept = ordered ? marks.slice(-MAX_BARS) : [...marks].sort((a, b) => b.y - a.y).slice(0, MAX_BARS);
  const which = ordered ? 'last' : 'largest';
  return { kind, scale: 'names', marks: kept, ...titles, note: `The ${which} ${kept.length} of ${marks.length}` };
}

/** From the largest to the smallest, the rest as one slice. A share of something below nothing makes no sense. */
function pie(
  grouped: PlotMark[],
  by: string | undefined,
  titles: { xTitle: string; yTitle: string },
  x: ShownColumn,
): PlotData {
  const marks = named(grouped, x);
  const negative = marks.find((mark) => mark.y < 0);
  if (negative)
    throw new PresentingError(`A pie cannot show ${JSON.stringify(negative.x)}, which is below zero; a bar chart can.`);
  const sorted = (by === undefined ? [...marks].sort((a, b) => b.y - a.y) : marks).filter((mark) => mark.y > 0);
  if (sorted.length === 0) throw new PresentingError('A pie of nothing but zeros cannot be drawn.');
  if (sorted.length <= MAX_SLICES) return { kind: 'pie', scale: 'names', marks: sorted, ...titles };
  const kept = sorted.slice(0, MAX_SLICES - 1);
  const rest = sorted.slice(MAX_SLICES - 1).reduce((sum, mark) => sum + mark.y, 0);
  return { kind: 'pie', scale: 'names', marks: [...kept, { x: OTHERS, y: rest }], ...titles };
}

/** Evenly over what there is: the first, the last and every so many between them. */
function thinned(marks: PlotMark[]): PlotMark[] {
  if (marks.length <= MAX_POINTS) return marks;
  const step = (marks.length - 1) / (MAX_POINTS - 1);
  return Array.from({ length: MAX_POINTS }, (_, at) => marks[Math.round(at * step)] as PlotMark);
}

const KIND_NAMES = { bar: 'Bar chart', line: 'Line chart', scatter: 'Scatter plot', pie: 'Pie chart' } as const;

/** A plot for those who cannot see it, and for who speaks of it: what it is of, and its extremes. */
export function plotInWords({ kind, marks, xTitle, yTitle, note, scale }: PlotData): string {
  const sorted = [...marks].sort((a, b) => a.y - b.y);
  const [least, most] = [sorted[0], sorted.at(-1)];
  const at = (mark: PlotMark): string =>
    `${cellText(mark.y, 'number')} at ${scale === 'time' ? dateText(String(mark.x)) : mark.x}`;
  const range = least && most && marks.length > 1 ? `, from ${at(least)} to ${at(most)}` : most ? `: ${at(most)}` : '';
  const ends = marks.length > 2 && (scale === 'time' || kind === 'line') ? endsOf(marks, at) : '';
  const values = `${marks.length} ${marks.length === 1 ? 'value' : 'values'}`;
  return `${KIND_NAMES[kind]} of ${yTitle} by ${xTitle}: ${values}${range}.${ends}${note ? ` ${note} are shown.` : ''}`;
}
const endsOf = (marks: PlotMark[], at: (mark: PlotMark) => string): string => {
  const [first, last] = [marks[0], marks.at(-1)];
  return first && last ? ` It begins with ${at(first)} and ends with ${at(last)}.` : '';
};
