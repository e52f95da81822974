/**
 * A picture file of any usual format as an upright JPEG of bounded size, without the data a camera adds (place, time,
 * device). A picture that declares more pixels than allowed is refused before anything is unpacked.
 */
import sharp from 'sharp';

export interface UprightJpeg {
  jpeg: Uint8Array;
  widthPx: number;
  heightPx: number;
  /** Upright size before it was made smaller. */
  sourceWidthPx: number;
  sourceHeightPx: number;
  /** Pictures in the file: an animation, pages of a scan. Only the first is taken. */
  pictures: number;
}

const JPEG_QUALITY = 85;

/** Rejects with a sentence when the bytes are no whole picture or too large a one. */
export async function uprightJpeg(
  bytes: Uint8Array,
  { maxPixels, longSidePx }: { maxPixels: number; longSidePx: number },
): Promise<UprightJpeg> {
  const input = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', sequentialRead: true });
  const { width, height, autoOrient, pages = 1 } = await input.metadata();
  if (width * height > maxPixels) throw new Error(`${width} x ${height} are more pixels than ${maxPixels}.`);
  const { data, info } = await input
    .autoOrient()
    .resize(longSidePx, longSidePx, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer({ resolveWithObject: true });
  return {
    jpeg: data,
    widthPx: info.width,
    heightPx: info.height,
    sourceWidthPx: autoOrient.width,
    sourceHeightPx: autoOrient.height,
    pictures: pages,
  };
}
