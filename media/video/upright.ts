/** Between a frame as it is stored and the picture as it is shown: sizes and boxes turned by the frame's rotation. Pure. */
import type { Box, I420Frame } from './frame.ts';

type Turned = Pick<I420Frame, 'widthPx' | 'heightPx' | 'rotationDegrees'>;

export function uprightSize({ widthPx, heightPx, rotationDegrees }: Turned): { widthPx: number; heightPx: number } {
  return rotationDegrees % 180 === 0 ? { widthPx, heightPx } : { widthPx: heightPx, heightPx: widthPx };
}

/** A box of the stored frame, where a person sees it. */
export function toUpright(box: Box, { widthPx, heightPx, rotationDegrees }: Turned): Box {
  const { x, y, width, height } = box;
  switch (rotationDegrees) {
    case 0:
      return { x, y, width, height };
    case 90:
      return { x: heightPx - y - height, y: x, width: height, height: width };
    case 180:
      return { x: widthPx - x - width, y: heightPx - y - height, width, height };
    case 270:
      return { x: y, y: widthPx - x - width, width: height, height: width };
  }
}

/** A box a person points at, in pixels of the stored frame. */
export function fromUpright(box: Box, frame: Turned): Box {
  const back = ((360 - frame.rotationDegrees) % 360) as I420Frame['rotationDegrees'];
  return toUpright(box, { ...uprightSize(frame), rotationDegrees: back });
}
