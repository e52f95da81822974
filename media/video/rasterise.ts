/**
 * Drawings and picture files as pixels of one fixed size: what is smaller or of another shape gets a ground around it.
 * Letters come from a font file, so that a machine without fonts draws them, too.
 */
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

export interface Raster {
  /** Three bytes a pixel, row by row. */
  rgb: Uint8Array;
  /** The same as a JPEG, to be kept. */
  jpeg: Uint8Array;
}
export interface RasterSize {
  widthPx: number;
  heightPx: number;
  /** `#rrggbb`, around a picture of another shape. */
  ground: string;
}

const MAX_INPUT_PIXELS = 50_000_000;
/** A call may show many: each is kept, none of more than some 200 kB. */
const KEPT_QUALITY = 82;
const LARGE_BYTES = 150_000;
const LARGE_QUALITY = 50;
const FONT_FILES = ['LiberationSans-Regular.ttf', 'LiberationSans-Bold.ttf'].map((file) =>
  fileURLToPath(import.meta.resolve(`pdfjs-dist/standard_fonts/${file}`)),
);

/** Bytes of an SVG, a JPEG or a PNG. Rejects with a sentence when they are no picture. */
export async function rasterise(picture: Uint8Array, { widthPx, heightPx, ground }: RasterSize): Promise<Raster> {
  await fontsAreLoaded();
  const { data } = await sharp(picture, { limitInputPixels: MAX_INPUT_PIXELS })
    .autoOrient()
    .resize(widthPx, heightPx, { fit: 'contain', background: ground })
    .flatten({ background: ground })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: widthPx, height: heightPx, channels: 3 } as const;
  const kept = (quality: number) => sharp(data, { raw }).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
  const jpeg = await kept(KEPT_QUALITY);
  return { rgb: data, jpeg: jpeg.length > LARGE_BYTES ? await kept(LARGE_QUALITY) : jpeg };
}

let fonts: Promise<unknown> | undefined;
/** Setting a text in a font file makes the font known to every drawing of this process. */
const fontsAreLoaded = (): Promise<unknown> => {
  fonts ??= Promise.all(
    FONT_FILES.map((fontfile) =>
      sharp({ text: { text: 'a', font: 'Liberation Sans', fontfile } })
        .raw()
        .toBuffer(),
    ),
  );
  return fonts;
};
