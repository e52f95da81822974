/**
 * One sheet from the request to the pixels, as the drawing thread does it: checked, laid out, drawn, rasterised. Touches
 * nothing outside. Rejects with a PresentingError when it cannot be shown.
 */
import { rasterise } from '../../media/video/rasterise.ts';
import { rgbToI420 } from '../../media/video/rgb-to-i420.ts';
import { GROUND, SHEET } from './look.ts';
import { plotPage } from './plot-page.ts';
import { MAX_DESCRIPTION_CHARACTERS, MAX_TITLE_CHARACTERS } from './sheet.ts';
import { type DrawnSheet, type SheetRequest, sheetRequest } from './sheet-request.ts';
import { PresentingError } from './shown-table.ts';
import { tablePage } from './table-page.ts';
import { textPage } from './text-page.ts';

interface Drawing {
  title: string;
  description: string;
  /** An SVG or a JPEG. */
  picture: Uint8Array;
}

export async function drawSheet(json: Uint8Array): Promise<DrawnSheet> {
  const { title, description, picture } = await drawing(requestOf(json));
  const { widthPx, heightPx } = SHEET;
  const { rgb, jpeg } = await rasterise(picture, { widthPx, heightPx, ground: GROUND }).catch((error: unknown) => {
    throw new PresentingError(`It is no picture that can be shown (${String(error)}).`);
  });
  return { title, description, widthPx, heightPx, jpeg, i420: rgbToI420(rgb, widthPx, heightPx) };
}

function requestOf(json: Uint8Array): SheetRequest {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder().decode(json));
  } catch {
    throw new PresentingError('The request is not JSON.');
  }
  const parsed = sheetRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'unknown' };
  throw new PresentingError(`The request is not understood at ${path.join('.') || 'its top'}: ${message}`);
}

async function drawing(request: SheetRequest): Promise<Drawing> {
  switch (request.kind) {
    case 'plot': {
      const { drawPlot } = await import('./plot-drawing.ts');
      const { kind, x, y, measure, by } = request.asked;
      return ofSvg(await plotPage(request.table, { kind, x, y, measure, by }, request.title, drawPlot));
    }
    case 'table':
      return ofSvg(tablePage(request.title, request.table, request.totalRows));
    case 'text':
      return ofSvg(textPage(request));
    case 'picture':
      return {
        title: request.title.slice(0, MAX_TITLE_CHARACTERS),
        description: request.description.slice(0, MAX_DESCRIPTION_CHARACTERS),
        picture: Buffer.from(request.jpegBase64, 'base64'),
      };
  }
}
const ofSvg = ({ svg, ...rest }: { title: string; description: string; svg: string }): Drawing => ({
  ...rest,
  picture: new TextEncoder().encode(svg),
});
