/**
 * Which places of a picture are read after a change. Pure: boxes in, boxes out, upright pixels. A place is widened to
 * the whole lines it touches, for a word that changed is read right only with the words around it.
 */
import { uprightSize } from '../../media/video/upright.ts';
import type { Box, Change, I420Frame, TextLine } from './frame.ts';

export interface Size {
  widthPx: number;
  heightPx: number;
}
/** Letters at the edge of a place are cut otherwise. */
const PAD_PX = { x: 16, y: 8 } as const;
/** Words this near on the same line belong to it. */
const NEAR_PX = { x: 32, y: 0 } as const;
/** Many small places cost more to read than one large one. */
const MAX_REGIONS = 6;

export const wholeOf = (frame: I420Frame): Box => wholeBox(uprightSize(frame));
const wholeBox = ({ widthPx, heightPx }: Size): Box => ({ x: 0, y: 0, width: widthPx, height: heightPx });

export function regionsToRead(change: Change, known: readonly TextLine[], size: Size): Box[] {
  if (change.kind === 'first' || change.kind === 'scene' || change.regions.length === 0) return [wholeBox(size)];
  const widened = disjoint(change.regions.map((region) => widen(region, known, size)));
  return widened.length > MAX_REGIONS ? [widened.reduce(union)] : widened;
}

/** Two changes as one; `size` is the frame's they end with. */
export function joinChanges(before: Change, after: Change, size: Size): Change {
  const { scrolledPx: _, ...plain } = after;
  if (before.kind === 'first' || before.kind === 'scene' || after.kind === 'first' || after.kind === 'scene')
    return { kind: before.kind === 'first' ? 'first' : 'scene', regions: [wholeBox(size)], share: 1 };
  // What scrolled in between is not where it was: the place of the older change is read too.
  return {
    ...plain,
    kind: 'region',
    regions: disjoint([...before.regions, ...after.regions]),
    share: Math.min(1, before.share + after.share),
  };
}

function widen(region: Box, known: readonly TextLine[], size: Size): Box {
  let box = inflate(region, PAD_PX);
  // A line that is reached may reach the next one of the same row.
  for (let round = 0; round < 2; round++)
    for (const line of known) if (touches(inflate(line.box, NEAR_PX), box)) box = union(box, inflate(line.box, PAD_PX));
  return clamp(box, size);
}
const inflate = ({ x, y, width, height }: Box, by: { x: number; y: number }): Box => ({
  x: x - by.x,
  y: y - by.y,
  width: width + 2 * by.x,
  height: height + 2 * by.y,
});
const touches = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
function union(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}
function clamp(box: Box, { widthPx, heightPx }: Size): Box {
  const x = Math.max(0, Math.min(Math.floor(box.x), widthPx - 1));
  const y = Math.max(0, Math.min(Math.floor(box.y), heightPx - 1));
  const right = Math.max(x + 1, Math.min(Math.ceil(box.x + box.width), widthPx));
  const bottom = Math.max(y + 1, Math.min(Math.ceil(box.y + box.height), heightPx));
  return { x, y, width: right - x, height: bottom - y };
}
/** Boxes that overlap become one. */
function disjoint(boxes: readonly Box[]): Box[] {
  const out: Box[] = [];
  for (const box of boxes) {
    let joined = box;
    for (let at = out.findIndex((other) => touches(other, joined)); at >= 0; ) {
      joined = union(joined, out.splice(at, 1)[0] as Box);
      at = out.findIndex((other) => touches(other, joined));
    }
    out.push(joined);
  }
  return out;
}
