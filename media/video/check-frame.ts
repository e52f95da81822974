/**
 * Is this a whole frame? Asked once where frames come in, so that nobody reads beyond a plane.
 */
import type { Box, I420Frame } from './frame.ts';

/** No screen is larger; a size beyond this is a broken header. */
const LONGEST_SIDE_PX = 8192;

/** The frame cannot be read: its sizes do not fit each other. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** Throws FrameError with the offending value; returns the frame otherwise. */
export function checkFrame(frame: I420Frame): I420Frame {
  const { widthPx, heightPx, strideY, strideUv } = frame;
  for (const [name, value] of Object.entries({ widthPx, heightPx, strideY, strideUv }))
    if (!Number.isInteger(value) || value < 1 || value > LONGEST_SIDE_PX * 2)
      throw new FrameError(`A frame cannot have ${name} ${value}.`);
  if (widthPx > LONGEST_SIDE_PX || heightPx > LONGEST_SIDE_PX)
    throw new FrameError(`A frame of ${widthPx}x${heightPx} is larger than ${LONGEST_SIDE_PX} on a side.`);
  if (![0, 90, 180, 270].includes(frame.rotationDegrees))
    throw new FrameError(`A frame cannot be rotated by ${frame.rotationDegrees} degrees.`);
  const uvWidth = (widthPx + 1) >> 1;
  const uvHeight = (heightPx + 1) >> 1;
  if (strideY < widthPx) throw new FrameError(`Stride ${strideY} of Y is less than the width ${widthPx}.`);
  if (strideUv < uvWidth) throw new FrameError(`Stride ${strideUv} of U and V is less than their width ${uvWidth}.`);
  const least = { y: strideY * (heightPx - 1) + widthPx, u: strideUv * (uvHeight - 1) + uvWidth };
  const planes = [
    ['Y', frame.y, least.y],
    ['U', frame.u, least.u],
    ['V', frame.v, least.u],
  ] as const;
  for (const [name, plane, bytes] of planes)
    if (plane.length < bytes)
      throw new FrameError(`Plane ${name} of a ${widthPx}x${heightPx} frame has ${plane.length} bytes of ${bytes}.`);
  return frame;
}

/** The part of the box that lies in the frame, in whole pixels; throws FrameError when nothing does. */
export function clampBox(box: Box, frame: { widthPx: number; heightPx: number }): Box {
  const left = Math.max(0, Math.floor(box.x));
  const top = Math.max(0, Math.floor(box.y));
  const width = Math.min(frame.widthPx, Math.ceil(box.x + box.width)) - left;
  const height = Math.min(frame.heightPx, Math.ceil(box.y + box.height)) - top;
  if (!(width > 0 && height > 0)) {
    const asked = `${box.width}x${box.height} at ${box.x},${box.y}`;
    throw new FrameError(`The box ${asked} lies outside the ${frame.widthPx}x${frame.heightPx} frame.`);
  }
  return { x: left, y: top, width, height };
}
