/** Which plot is made of a table when little is said of it, and what is said of a table that cannot be plotted. */
import { describe, expect, it } from 'vitest';
import { choosePlot, MAX_PLOT_ROWS, type PlotWish } from '../../../agents/presenting/plot-choice.ts';
import { plotData, plotInWords } from '../../../agents/presenting/plot-data.ts';
import { plotSpec } from '../../../agents/presenting/plot-spec.ts';
import type { ShownTable } from '../../../agents/presenting/shown-table.ts';

const SALES: ShownTable = {
  columns: [
    { name: 'Id', type: 'number' },
    { name: 'Date', type: 'date' },
    { name: 'Region', type: 'text' },
    { name: 'Revenue', type: 'number', unit: 'EUR' },
    { name: 'Unit price', type: 'number' },
  ],
  rows: [
    [1, '2026-01-05', 'North', 100, 5],
    [2, '2026-01-20', 'South', 50, 5],
    [3, '2026-02-11', 'North', 70, 6],
    [4, '2026-02-12', 'North', null, 6],
  ],
};
const chosen = (wish: PlotWish) => {
  const { x, y, ...rest } = choosePlot(SALES, wish);
  return { x: SALES.columns[x]?.name, y: y === undefined ? undefined : SALES.columns[y]?.name, ...rest };
};
const dataFor = (wish: PlotWish, table = SALES) => plotData(table, choosePlot(table, wish));

describe('without being told', () => {
  it('takes what is measured over time as a line, and over names as bars', () => {
    expect(chosen({})).toMatchObject({ kind: 'line', x: 'Date', y: 'Revenue', measure: 'sum' });
    expect(chosen({ x: 'region' })).toMatchObject({ kind: 'bar', x: 'Region', y: 'Revenue' });
    expect(chosen({ x: 'unit prices' })).toMatchObject({ kind: 'scatter', x: 'Unit price', y: 'Revenue' });
  });

  it('knows a column by part of its name, and a step of time by a column of dates', () => {
    expect(chosen({ x: 'month', y: 'price' })).toMatchObject({ x: 'Date', y: 'Unit price', by: 'month' });
    expect(chosen({ x: 'months' })).toMatchObject({ x: 'Date', by: 'month' });
  });
});

describe('what it cannot plot, it says with the word that is wrong', () => {
  const message = (wish: PlotWish, table = SALES) => {
    try {
      plotData(table, choosePlot(table, wish));
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}` : '';
    }
    return 'nothing';
  };

  it('a column that is not there, or holds no numbers', () => {
    expect(message({ y: 'happiness' })).toBe(
      'PresentingError: There is no column "happiness"; there are "Id", "Date", "Region", "Revenue", "Unit price".',
    );
    expect(message({ y: 'region' })).toContain('Column "Region" holds no numbers but text; these do: "Id", "Revenue"');
    expect(message({ x: 'quarter' })).toContain('There is no column "quarter"');
  });

  it('a table without numbers, without rows, with too many, with one column', () => {
    const names: ShownTable = { columns: [{ name: 'Name', type: 'text' }], rows: [['Ada']] };
    expect(message({}, names)).toContain('no numbers to plot: the columns are "Name"');
    expect(message({}, { ...SALES, rows: [] })).toContain('no rows');
    const many = { ...SALES, rows: Array.from({ length: MAX_PLOT_ROWS + 1 }, () => SALES.rows[0] ?? []) };
    expect(message({}, many)).toContain(`${MAX_PLOT_ROWS + 1} rows; up to ${MAX_PLOT_ROWS}`);
    expect(message({}, { columns: [{ name: 'n', type: 'number' }], rows: [[1]] })).toContain('"n" is the only column');
  });

  it('a pie of what is below zero, a scatter over names, rows that never meet', () => {
    const loss = { ...SALES, rows: [[1, '2026-01-05', 'North', -3, 5]] };
    expect(message({ kind: 'pie', x: 'region' }, loss)).toContain('"North", which is below zero');
    expect(message({ kind: 'scatter', x: 'region' })).toContain('column "Region" holds text');
    const empty = { ...SALES, rows: [[1, null, 'North', 3, 5]] };
    expect(message({}, empty)).toContain('"Date" and "Revenue" share no row');
  });
});

describe('marks', () => {
  it('are added up, averaged or counted', () => {
    expect(dataFor({ x: 'month' }).marks).toEqual([
      { x: '2026-01', y: 150 },
      { x: '2026-02', y: 70 },
    ]);
    expect(dataFor({ x: 'region', measure: 'mean' }).marks).toEqual([
      { x: 'North', y: 85 },
      { x: 'South', y: 50 },
    ]);
    expect(dataFor({ x: 'region', measure: 'count' }).marks).toEqual([
      { x: 'North', y: 3 },
      { x: 'South', y: 1 },
    ]);
  });

  it('are never more than can be seen, and a note says so', () => {
    const rows = Array.from({ length: 9_000 }, (_, at) => [at, null, `Place ${at % 40}`, (at * 7) % 1_000, at]);
    const many = { ...SALES, rows };
    expect(dataFor({ x: 'region' }, many)).toMatchObject({ marks: { length: 14 }, note: 'The largest 14 of 40' });
    const points = dataFor({ kind: 'scatter', x: 'unit price' }, many);
    expect(points).toMatchObject({ marks: { length: 2_000 }, note: '2000 of 9000 points' });
    expect(points.marks.at(-1)?.x).toBe(8_999);
    expect(dataFor({ kind: 'pie', x: 'region' }, many).marks.at(-1)?.x).toBe('others');
  });

  it('are told in words for those who cannot see them', () => {
    expect(plotInWords(dataFor({ x: 'month', kind: 'bar' }))).toBe(
      'Bar chart of Revenue (EUR) by month: 2 values, from 70 at Feb to 150 at Jan.',
    );
  });

  it('stand in data alone: no cell becomes an expression of the drawing', () => {
    const hostile = { ...SALES, rows: [[1, null, 'datum.y"]; while(1){} //', 3, 5]] };
    const { data, ...rest } = plotSpec(dataFor({ x: 'region' }, hostile), { widthPx: 900, heightPx: 400 });
    expect(JSON.stringify(data)).toContain('while(1)');
    expect(JSON.stringify(rest)).not.toContain('while(1)');
  });
});
