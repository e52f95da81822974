/**
 * One file, whatever it is, as the answer of the reading service. Runs in a process of its own: it may be hostile. Each
 * library is loaded for its own kind of file only, for the process lives for one.
 */
import { marked } from '../observation/schema.ts';
import { ReadingError } from '../seeing/reading/reading-error.ts';
import { FILE_LIMITS, type FileResponse } from '../seeing/reading-api.ts';
import { decodeText } from './decode-text.ts';
import { type KnownFile, kindOfFile } from './file-kind.ts';
import type { GivenFile } from './given-file.ts';

/** A photo of a phone has 12 to 50 million. */
const MAX_PIXELS = 60_000_000;
/** Small print of an A4 page stays readable. */
const LONG_SIDE_PX = 2_048;

/** Throws a ReadingError. */
export async function readFile(file: GivenFile): Promise<FileResponse> {
  const { bytes, name } = file;
  const known = kindOfFile(bytes, name, file.mediaType);
  switch (known.kind) {
    case 'table':
      return await tableOf(file, known);
    case 'text':
      return textOf(file, known);
    case 'picture':
      return await pictureOf(file, known);
    case 'pdf': {
      const { readPdf } = await import('./read-pdf.ts');
      const { pages, notes } = await readPdf(bytes, name);
      return documentOf(name, known, pages, notes);
    }
  }
}

async function tableOf({ bytes, name }: GivenFile, { mediaType, notes }: KnownFile): Promise<FileResponse> {
  const { readDelimited } = await import('./read-delimited.ts');
  const table = readDelimited(bytes, name, mediaType);
  const { columns, rows } = table;
  return {
    kind: 'table',
    tables: [{ kind: 'table', name: marked(name), columns, rows }],
    notes: [...notes, ...table.notes],
  };
}

function textOf({ bytes, name }: GivenFile, known: KnownFile): FileResponse {
  const { text, notes } = decodeText(bytes, name);
  if (text.length > FILE_LIMITS.characters) {
    const sentence = `${JSON.stringify(name)} has ${text.length} characters; up to ${FILE_LIMITS.characters} are read.`;
    throw new ReadingError('too_large', sentence);
  }
  // Old printers and RFCs begin a page with a form feed.
  const pages = text.split('\f').map((page, at) => ({ number: at + 1, text: page }));
  if (pages.length > FILE_LIMITS.pages) {
    const sentence = `${JSON.stringify(name)} has ${pages.length} pages; files of up to ${FILE_LIMITS.pages} are read.`;
    throw new ReadingError('too_large', sentence);
  }
  return documentOf(name, known, pages, notes);
}

function documentOf(
  name: string,
  known: KnownFile,
  pages: { number: number; text: string }[],
  notes: string[],
): FileResponse {
  return {
    kind: 'document',
    document: {
      kind: 'document',
      name: marked(name),
      mediaType: known.mediaType,
      pages: pages.map(({ number, text }) => ({ number, text: marked(text) })),
    },
    notes: [...known.notes, ...notes],
  };
}

async function pictureOf({ bytes, name }: GivenFile, known: KnownFile): Promise<FileResponse> {
  const { uprightJpeg } = await import('../../media/video/upright-jpeg.ts');
  try {
    const picture = await uprightJpeg(bytes, { maxPixels: MAX_PIXELS, longSidePx: LONG_SIDE_PX });
    const { widthPx, heightPx, sourceWidthPx, sourceHeightPx } = picture;
    const smaller =
      widthPx === sourceWidthPx ? [] : [`It was ${sourceWidthPx} x ${sourceHeightPx} pixels and made smaller.`];
    const first = picture.pictures === 1 ? [] : [`Only the first of its ${picture.pictures} pictures was taken.`];
    const jpegBase64 = Buffer.from(picture.jpeg).toString('base64');
    return {
      kind: 'picture',
      name,
      widthPx,
      heightPx,
      jpegBase64,
      text: '',
      notes: [...known.notes, ...smaller, ...first],
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
    const large = /pixel/i.test(reason);
    throw new ReadingError(
      large ? 'too_large' : 'not_readable',
      large
        ? `${JSON.stringify(name)} is larger than the ${MAX_PIXELS / 1e6} million pixels that are read.`
        : `${JSON.stringify(name)} is a broken picture (${reason}).`,
      { cause },
    );
  }
}
