/**
 * Remembers the pixels whose text is known, and finds where a later frame differs from them. What is held back as a
 * clock or a caret is no news, but a question about the screen must be answered from what stands there now. Pure but
 * for its one plane; two milliseconds at 720p, so ask when somebody asks.
 */
import type { Box, I420Frame } from './frame.ts';

const BLOCK_PX = 16;
/** A codec's traces stay below. */
const CLEAR_LEVELS = 40;
/** Of the 64 pixels looked at in a block. */
const CLEAR_PIXELS = 3;

export class ReadMemory {
  #luma = new Uint8Array(0);
  #size = '';

  /** `regions` of `frame` have been read; they cover it all when it is the first of its size. Only for upright frames. */
  remember(frame: I420Frame, regions: readonly Box[]): void {
    const { widthPx, heightPx, strideY, y, rotationDegrees } = frame;
    const size = `${widthPx}x${heightPx}`;
    if (rotationDegrees !== 0) return;
    if (size !== this.#size) {
      this.#size = size;
      this.#luma = new Uint8Array(widthPx * heightPx);
    }
    for (const region of regions)
      for (let row = region.y; row < Math.min(heightPx, region.y + region.height); row++) {
        const right = Math.min(widthPx, region.x + region.width);
        this.#luma.set(y.subarray(row * strideY + region.x, row * strideY + right), row * widthPx + region.x);
      }
  }

  /** Places of `frame` that are not as they were when they were read; one box for neighbouring blocks of a row. */
  differing(frame: I420Frame): Box[] {
    const { widthPx, heightPx } = frame;
    if (`${widthPx}x${heightPx}` !== this.#size || frame.rotationDegrees !== 0) return [];
    const boxes: Box[] = [];
    for (let top = 0; top < heightPx; top += BLOCK_PX) {
      const height = Math.min(BLOCK_PX, heightPx - top);
      let open: Box | undefined;
      for (let left = 0; left < widthPx; left += BLOCK_PX) {
        if (!this.#differs(frame, left, top)) continue;
        const width = Math.min(BLOCK_PX, widthPx - left);
        if (open && left - (open.x + open.width) <= 2 * BLOCK_PX) open.width = left + width - open.x;
        else {
          open = { x: left, y: top, width, height };
          boxes.push(open);
        }
      }
    }
    return boxes;
  }

  #differs({ widthPx, heightPx, y, strideY }: I420Frame, left: number, top: number): boolean {
    let clear = 0;
    for (let row = top; row < Math.min(heightPx, top + BLOCK_PX); row += 2)
      for (let x = left; x < Math.min(widthPx, left + BLOCK_PX); x += 2)
        if (Math.abs((y[row * strideY + x] ?? 0) - (this.#luma[row * widthPx + x] ?? 0)) > CLEAR_LEVELS) clear += 1;
    return clear >= CLEAR_PIXELS;
  }
}
