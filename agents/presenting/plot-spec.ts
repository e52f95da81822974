/** Marks as a Vega-Lite specification in the look of the sheets. Pure. Cells only ever stand in data, never in expressions. */
import { dateText } from './cell-text.ts';
import { textWidthPx } from './letters.ts';
import { FONT, GROUND, INK, LINE, SEA, SERIES, SMALL_PX, SOFT } from './look.ts';
import type { PlotData } from './plot-data.ts';

/** What `vega-lite` compiles; it checks it itself. */
export type PlotSpec = Record<string, unknown>;

const LABEL_LIMIT_PX = 300;
/** Upright bars while their names fit beside each other. */
const MAX_UPRIGHT_LABELS_PX = 1_000;
const POINT_PADDING_PX = 20;
const LEGEND_ROW_PX = 50;

const CONFIG = {
  font: FONT,
  background: null,
  padding: 0,
  view: { stroke: null },
  axis: {
    labelFontSize: SMALL_PX,
    labelColor: INK,
    labelPadding: 10,
    labelLimit: LABEL_LIMIT_PX,
    titleFontSize: SMALL_PX,
    titleFontWeight: 'normal',
    titleColor: SOFT,
    titlePadding: 16,
    titleLimit: 700,
    gridColor: LINE,
    domainColor: LINE,
    ticks: false,
    labelOverlap: 'greedy',
  },
  bar: { color: SEA, cornerRadiusEnd: 5 },
  line: { color: SEA, strokeWidth: 5, strokeJoin: 'round', strokeCap: 'round' },
  point: { color: SEA, size: 130, filled: true, opacity: 0.7 },
};

export function plotSpec(data: PlotData, size: { widthPx: number; heightPx: number }): PlotSpec {
  const base = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: size.widthPx,
    height: size.heightPx,
    autosize: { type: 'fit', contains: 'padding' },
    config: CONFIG,
  };
  if (data.kind === 'pie') return { ...base, ...pie(data, size) };
  if (data.kind === 'scatter') {
    return {
      ...base,
      data: { values: data.marks },
      mark: { type: 'point' },
      encoding: { x: xAxis(data), y: valueAxis(data, false) },
    };
  }
  if (data.kind === 'line') {
    const points =
      data.marks.length <= 40 ? { point: { size: 150, fill: SEA, stroke: GROUND, strokeWidth: 3, opacity: 1 } } : {};
    return {
      ...base,
      data: { values: data.marks },
      mark: { type: 'line', ...points },
      encoding: { x: xAxis(data), y: valueAxis(data, false) },
    };
  }
  return { ...base, ...bars(data) };
}

function bars(data: PlotData): PlotSpec {
  const names = { field: 'x', type: 'nominal', sort: null, axis: { title: null, grid: false, labelAngle: 0 } };
  const widest = Math.max(...data.marks.map((mark) => textWidthPx(String(mark.x), SMALL_PX)));
  const upright = (widest + 14) * data.marks.length <= MAX_UPRIGHT_LABELS_PX;
  const scale = { paddingInner: data.marks.length < 4 ? 0.5 : 0.3, paddingOuter: 0.2 };
  const values = valueAxis(data, true);
  const encoding = upright ? { x: { ...names, scale }, y: values } : { y: { ...names, scale }, x: values };
  return { data: { values: data.marks }, mark: { type: 'bar' }, encoding };
}

function xAxis(data: PlotData): PlotSpec {
  const axis = {
    title: data.scale === 'names' ? null : data.xTitle,
    grid: false,
    labelAngle: 0,
    tickCount: Math.min(7, data.marks.length),
  };
  if (data.scale === 'names') return { field: 'x', type: 'ordinal', sort: null, axis, scale: { padding: 0.3 } };
  const padding = data.kind === 'scatter' ? POINT_PADDING_PX : 0;
  if (data.scale === 'numbers') {
    const format = /\byear\b/i.test(data.xTitle) ? 'd' : ',~f';
    return {
      field: 'x',
      type: 'quantitative',
      axis: { ...axis, format, labelFlush: true },
      scale: { zero: false, nice: data.kind === 'scatter', padding },
    };
  }
  return {
    field: 'x',
    type: 'temporal',
    axis: { ...axis, title: null, format: timeFormat(data) },
    scale: { type: 'utc', padding: POINT_PADDING_PX },
  };
}

/** As much of a date as the marks need to be told apart. */
function timeFormat({ marks }: PlotData): string {
  const longest = Math.max(...marks.map((mark) => String(mark.x).length));
  const years = new Set(marks.map((mark) => String(mark.x).slice(0, 4))).size;
  if (longest <= 4) return '%Y';
  if (longest <= 7) return years === 1 ? '%b' : '%b %Y';
  return years === 1 ? '%-d %b' : '%-d %b %y';
}

/** The format writes it with the prefix of the others: 0k. */
const ZERO = "datum.value === 0 ? '0' : datum.label";
/** The title lies over the axis, not along it: a text that has to be read with a tilted head is not read. */
function valueAxis(data: PlotData, fromZero: boolean): PlotSpec {
  const large = Math.max(...data.marks.map((mark) => Math.abs(mark.y))) >= 10_000;
  const axis = { title: null, domain: false, tickCount: 5, format: large ? '~s' : ',~f', labelExpr: ZERO };
  return {
    field: 'y',
    type: 'quantitative',
    axis,
    scale: { zero: fromZero, nice: true, ...(data.kind === 'scatter' ? { padding: POINT_PADDING_PX } : {}) },
  };
}

/** A ring, and beside it each name with its share: numbers in slices are too small to read. */
function pie(data: PlotData, size: { widthPx: number; heightPx: number }): PlotSpec {
  const total = data.marks.reduce((sum, mark) => sum + mark.y, 0);
  const radius = Math.floor(size.heightPx / 2) - 4;
  const values = data.marks.map((mark, order) => ({
    order,
    y: mark.y,
    label: `${cut(dateText(String(mark.x)))}  ${percent(mark.y / total)}`,
  }));
  return {
    width: 2 * radius,
    autosize: { type: 'pad' },
    data: { values },
    mark: { type: 'arc', innerRadius: Math.floor(radius * 0.5), outerRadius: radius, stroke: GROUND, strokeWidth: 4 },
    encoding: {
      theta: { field: 'y', type: 'quantitative', stack: true },
      order: { field: 'order', type: 'ordinal' },
      color: {
        field: 'label',
        type: 'nominal',
        sort: null,
        scale: { domain: values.map((value) => value.label), range: SERIES.slice(0, values.length) },
        legend: {
          title: null,
          orient: 'none',
          legendX: 2 * radius + 64,
          legendY: Math.round((size.heightPx - values.length * LEGEND_ROW_PX) / 2),
          labelFontSize: 34,
          labelColor: INK,
          labelLimit: 480,
          symbolType: 'circle',
          symbolSize: 500,
          symbolStrokeWidth: 0,
          rowPadding: 16,
          labelOffset: 12,
        },
      },
    },
  };
}
const cut = (text: string): string => (text.length <= 26 ? text : `${text.slice(0, 25)}…`);
const percent = (share: number): string => `${share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`;
