/**
 * An encoded picture (PNG, JPEG, WebP) as upright grey pixels. A picture that declares more pixels than allowed is
 * refused before anything is unpacked.
 */
import sharp from 'sharp';

/** Rejects with a sentence when the bytes are no picture or too large a one. */
export async function decodeGrey(
  bytes: Uint8Array,
  maxPixels: number,
): Promise<{ pixels: Uint8Array; widthPx: number; heightPx: number }> {
  const { data, info } = await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', pages: 1 })
    .rotate()
    .flatten({ background: '#ffffff' })
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 1) throw new Error(`The picture decoded to ${info.channels} channels where 1 is expected.`);
  return { pixels: new Uint8Array(data), widthPx: info.width, heightPx: info.height };
}
