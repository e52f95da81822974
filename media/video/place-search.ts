/**
 * Cells that changed, gathered into places: cells near each other belong together, as the letters of a line do. Pure.
 */
import { CELL_PX } from './cell-grid.ts';
import type { Box } from './frame.ts';

/** One place in cells: its extent and the cells that changed in it. */
export interface Place {
  left: number;
  top: number;
  /** Exclusive. */
  right: number;
  bottom: number;
  cells: number[];
}
/** A gap between two words is bridged, and one between two lines. */
const REACH_X = 3;
const REACH_Y = 2;

/** `marked[cell]` is 1 for a changed cell; it is cleared on the way. */
export function findPlaces(marked: Uint8Array, columns: number, rows: number): Place[] {
  const places: Place[] = [];
  const pending: number[] = [];
  for (let first = 0; first < marked.length; first++) {
    if (marked[first] !== 1) continue;
    const place: Place = { left: columns, top: rows, right: 0, bottom: 0, cells: [] };
    marked[first] = 0;
    pending.push(first);
    for (let cell = pending.pop(); cell !== undefined; cell = pending.pop()) {
      const x = cell % columns;
      const y = (cell - x) / columns;
      place.cells.push(cell);
      place.left = Math.min(place.left, x);
      place.right = Math.max(place.right, x + 1);
      place.top = Math.min(place.top, y);
      place.bottom = Math.max(place.bottom, y + 1);
      const lastX = Math.min(columns - 1, x + REACH_X);
      const lastY = Math.min(rows - 1, y + REACH_Y);
      for (let nearY = Math.max(0, y - REACH_Y); nearY <= lastY; nearY++)
        for (let nearX = Math.max(0, x - REACH_X); nearX <= lastX; nearX++) {
          const near = nearY * columns + nearX;
          if (marked[near] !== 1) continue;
          marked[near] = 0;
          pending.push(near);
        }
    }
    places.push(place);
  }
  return places;
}

/** In pixels of the frame, one cell wider on every side: a letter may begin just outside the cells that it changed. */
export function placeBox(place: Place, widthPx: number, heightPx: number): Box {
  const x = Math.max(0, (place.left - 1) * CELL_PX);
  const y = Math.max(0, (place.top - 1) * CELL_PX);
  return {
    x,
    y,
    width: Math.min(widthPx, (place.right + 1) * CELL_PX) - x,
    height: Math.min(heightPx, (place.bottom + 1) * CELL_PX) - y,
  };
}

/** At most `most` boxes: those that overlap or would waste least are joined. */
export function joinBoxes(boxes: readonly Box[], most: number): Box[] {
  const joined = [...boxes];
  while (joined.length > 1) {
    let best: { a: number; b: number; union: Box; waste: number } | undefined;
    for (let a = 0; a < joined.length; a++)
      for (let b = a + 1; b < joined.length; b++) {
        const [one, other] = [joined[a] as Box, joined[b] as Box];
        const union = unionOf(one, other);
        const waste = area(union) - area(one) - area(other);
        if (!best || waste < best.waste) best = { a, b, union, waste };
      }
    if (!best || (best.waste > 0 && joined.length <= most)) break;
    joined.splice(best.b, 1);
    joined[best.a] = best.union;
  }
  return joined;
}

const area = (box: Box): number => box.width * box.height;
function unionOf(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
