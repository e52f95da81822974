/** Blackens places of an encoded picture and encodes it anew: what stood there is in none of its bytes. */
import sharp from 'sharp';
import type { Box } from './frame.ts';

const JPEG_QUALITY = 85;
/** Letters reach a little beyond the box a reader gives them. */
const MARGIN_PX = 4;

/** Boxes in pixels of the picture. Rejects with a sentence when the bytes are no picture. */
export async function blankJpeg(jpeg: Uint8Array, boxes: readonly Box[], signal: AbortSignal): Promise<Uint8Array> {
  signal.throwIfAborted();
  const picture = sharp(jpeg, { failOn: 'error' });
  const { width, height } = await picture.metadata();
  const black = boxes.flatMap((box) => {
    const left = Math.max(0, Math.floor(box.x) - MARGIN_PX);
    const top = Math.max(0, Math.floor(box.y) - MARGIN_PX);
    const right = Math.min(width, Math.ceil(box.x + box.width) + MARGIN_PX);
    const bottom = Math.min(height, Math.ceil(box.y + box.height) + MARGIN_PX);
    if (right <= left || bottom <= top) return [];
    const create = { width: right - left, height: bottom - top, channels: 3 as const, background: '#000000' };
    return [{ input: { create }, left, top }];
  });
  const blanked = await picture.composite(black).jpeg({ quality: JPEG_QUALITY }).toBuffer();
  signal.throwIfAborted();
  return blanked;
}
