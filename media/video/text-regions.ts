/**
 * Places that look like text: many sharp changes from light to dark along a row, but not the chaos of a photograph.
 * Candidates for a reader, who decides. Pure; a millisecond or two at 720p, so ask after a change only.
 */
import { CELL_PX } from './cell-grid.ts';
import type { Box, I420Frame } from './frame.ts';
import { findPlaces, joinBoxes, placeBox } from './place-search.ts';

const EDGE_LEVELS = 40;
/** Every second row is looked at: an 8x8 cell has 28 steps from pixel to pixel. Letters make some of them edges. */
const LEAST_EDGES = 3;
const MOST_EDGES = 22;
/** A line of text is wider than high; a single sign of this many cells is left alone. */
const LEAST_CELLS = 4;
const LEAST_WIDTH_CELLS = 3;
const MOST_REGIONS = 24;

/** Boxes in pixels of the frame as stored, from top to bottom. */
export function textRegions(frame: I420Frame): Box[] {
  const { widthPx, heightPx, y, strideY } = frame;
  const columns = Math.ceil(widthPx / CELL_PX);
  const rows = Math.ceil(heightPx / CELL_PX);
  const edges = new Uint8Array(columns * rows);
  for (let row = 0; row < heightPx; row += 2) {
    const cellRow = (row >> 3) * columns;
    let at = row * strideY;
    let before = y[at++] as number;
    for (let x = 1; x < widthPx; x++) {
      const value = y[at++] as number;
      const step = value - before;
      before = value;
      if (step <= EDGE_LEVELS && step >= -EDGE_LEVELS) continue;
      const cell = cellRow + (x >> 3);
      edges[cell] = (edges[cell] as number) + 1;
    }
  }
  const marked = edges.map((count) => (count >= LEAST_EDGES && count <= MOST_EDGES ? 1 : 0));
  const places = findPlaces(marked, columns, rows).filter(
    (place) => place.cells.length >= LEAST_CELLS && place.right - place.left >= LEAST_WIDTH_CELLS,
  );
  places.sort((a, b) => b.cells.length - a.cells.length);
  const boxes = places.slice(0, MOST_REGIONS * 2).map((place) => placeBox(place, widthPx, heightPx));
  return joinBoxes(boxes, MOST_REGIONS).sort((a, b) => a.y - b.y || a.x - b.x);
}
