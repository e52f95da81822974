/** A plot on a sheet: what is drawn is decided here, the drawing itself is handed in. */
import { fitted, svgText } from './letters.ts';
import { SMALL_PX, SOFT } from './look.ts';
import type { PlotAsked } from './plot-choice.ts';
import { type PlotData, plotData, plotInWords } from './plot-data.ts';
import { type PlotSpec, plotSpec } from './plot-spec.ts';
import { roomUnder, type Sheet, sheet } from './sheet.ts';
import type { ShownColumn, ShownTable } from './shown-table.ts';

const VALUE_TITLE_PX = 58;
const PIE_TITLE_PX = 10;

/** Unset title: what is plotted. Rejects with a PresentingError. */
export async function plotPage(
  table: ShownTable,
  asked: PlotAsked,
  given: string | undefined,
  draw: (spec: PlotSpec) => Promise<string>,
): Promise<Sheet> {
  const data = plotData(table, asked);
  const title = given?.trim() || titleOf(table, asked, data);
  const pie = data.kind === 'pie';
  const overPx = pie ? PIE_TITLE_PX : VALUE_TITLE_PX;
  const head = { title, foot: data.note };
  const room = roomUnder(head);
  const plot = visible(
    await draw(plotSpec(data, { widthPx: room.widthPx, heightPx: Math.floor(room.heightPx - overPx) })),
  );
  const leftPx = pie ? Math.max(0, (room.widthPx - widthOf(plot)) / 2) : 0;
  // A title along the axis would have to be read with a tilted head: it stands over it.
  const over = pie
    ? ''
    : svgText(fitted(data.yTitle, SMALL_PX, room.widthPx), room.xPx, room.yPx + 26, { sizePx: SMALL_PX, fill: SOFT });
  const body = `${over}<g transform="translate(${Math.round(room.xPx + leftPx)},${Math.round(room.yPx + overPx)})">${plot}</g>`;
  return sheet(head, body, plotInWords(data));
}

/** Units stand at the axes. */
function titleOf({ columns }: ShownTable, { x, y, measure }: PlotAsked, { kind, xTitle }: PlotData): string {
  const counted = measure === 'count' || y === undefined;
  const values = counted ? `Number of ${columns[y ?? -1]?.name ?? 'rows'}` : nameOf(columns[y]);
  const over = columns[x]?.type === 'date' && kind !== 'scatter' ? xTitle : nameOf(columns[x]);
  return `${measure === 'mean' && !counted ? `Mean of ${values}` : values} by ${over}`;
}

const nameOf = (column: ShownColumn | undefined): string =>
  (column?.name ?? '').replace(/\s*[([][^()[\]]*[)\]]$/, '') || (column?.name ?? '');

/** Letters reach below the base line, and the plot's own edge would cut them. */
const visible = (svg: string): string => svg.replace('<svg ', '<svg overflow="visible" ');
const widthOf = (svg: string): number => Number(/<svg[^>]*\bwidth="([\d.]+)"/.exec(svg)?.[1] ?? 0);
