/**
 * Blanks places of a frame before anything is made of it: what is blanked here was never encoded, read or sent. Pure:
 * the frame handed in stays as it is.
 */
import type { Box, I420Frame } from './frame.ts';

/** Black, and without colour, in limited range. */
const BLACK_Y = 16;
const NO_COLOUR = 128;

/** A copy with the boxes black; the very frame when there are none. A box is widened to whole chroma pixels (2x2). */
export function blankBoxes(frame: I420Frame, boxes: readonly Box[]): I420Frame {
  if (boxes.length === 0) return frame;
  const copy = { ...frame, y: frame.y.slice(), u: frame.u.slice(), v: frame.v.slice() };
  for (const box of boxes) {
    const left = Math.max(0, Math.floor(box.x / 2));
    const top = Math.max(0, Math.floor(box.y / 2));
    const right = Math.min((frame.widthPx + 1) >> 1, Math.ceil((box.x + box.width) / 2));
    const bottom = Math.min((frame.heightPx + 1) >> 1, Math.ceil((box.y + box.height) / 2));
    if (!(right > left && bottom > top)) continue;
    fill(copy.u, frame.strideUv, left, top, right, bottom, NO_COLOUR);
    fill(copy.v, frame.strideUv, left, top, right, bottom, NO_COLOUR);
    fill(
      copy.y,
      frame.strideY,
      left * 2,
      top * 2,
      Math.min(right * 2, frame.widthPx),
      Math.min(bottom * 2, frame.heightPx),
      BLACK_Y,
    );
  }
  return copy;
}

function fill(
  plane: Uint8Array,
  stride: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
  value: number,
): void {
  for (let row = top; row < bottom; row++) plane.fill(value, row * stride + left, row * stride + right);
}
