/**
 * The text of a PDF, page by page, in the order it is written, with its lines and column gaps. The only import of
 * pdf.js. Nothing in the file is run, fetched or drawn.
 */
import { getDocument, PasswordResponses, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { ReadingError } from '../seeing/reading/reading-error.ts';
import { FILE_LIMITS } from '../seeing/reading-api.ts';

export interface ReadPages {
  pages: { number: number; text: string }[];
  notes: string[];
}

/** Throws a ReadingError (`encrypted`, `not_readable`, `too_large`). */
export async function readPdf(bytes: Uint8Array, name: string): Promise<ReadPages> {
  const shown = JSON.stringify(name);
  const loading = getDocument({
    data: new Uint8Array(bytes),
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    useWasm: false,
    stopAtErrors: false,
    enableXfa: false,
    verbosity: VerbosityLevel.ERRORS,
  });
  let locked = false;
  loading.onPassword = (_: (password: string) => void, reason: number) => {
    locked = reason === PasswordResponses.NEED_PASSWORD || reason === PasswordResponses.INCORRECT_PASSWORD;
    void loading.destroy();
  };
  const document = await loading.promise.catch((cause: unknown) => {
    if (locked || (cause instanceof Error && cause.name === 'PasswordException')) {
      throw new ReadingError('encrypted', `${shown} is protected by a password: send it without one.`, { cause });
    }
    const reason = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
    throw new ReadingError('not_readable', `${shown} is a broken PDF (${reason}).`, { cause });
  });
  if (document.numPages > FILE_LIMITS.pages) {
    const sentence = `${shown} has ${document.numPages} pages; files of up to ${FILE_LIMITS.pages} are read.`;
    throw new ReadingError('too_large', sentence);
  }
  const pages: ReadPages['pages'] = [];
  const notes: string[] = [];
  let length = 0;
  for (let number = 1; number <= document.numPages; number++) {
    const text = await pageText(document, number).catch((cause: unknown) => {
      notes.push(`Page ${number} is broken and could not be read (${cause instanceof Error ? cause.message : cause}).`);
      return undefined;
    });
    if (text === undefined) continue;
    if (text === '') notes.push(`Page ${number} has no text of its own: it is a picture or empty.`);
    length += text.length;
    if (length > FILE_LIMITS.characters) {
      throw new ReadingError(
        'too_large',
        `${shown} has more than the ${FILE_LIMITS.characters} characters that are read.`,
      );
    }
    pages.push({ number, text });
  }
  if (pages.length === 0) throw new ReadingError('not_readable', `${shown} has no page that can be read.`);
  return { pages, notes };
}

type PdfDocument = Awaited<ReturnType<typeof getDocument>['promise']>;

async function pageText(document: PdfDocument, number: number): Promise<string> {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent();
  let text = '';
  let lastX = Number.NaN;
  let lastY = Number.NaN;
  for (const item of items) {
    if (!('str' in item)) continue;
    const [, , , , x = 0, y = 0] = item.transform as number[];
    const height = item.height || 10;
    if (text !== '' && !text.endsWith('\n')) {
      if (Math.abs(y - lastY) > height / 2) text += '\n';
      // A gap of more than a letter or two is the gap between columns.
      else if (x - lastX > height * 1.5) text += '\t';
    }
    text += item.str.replace(/\p{Cc}/gu, ' ');
    if (item.hasEOL && !text.endsWith('\n')) text += '\n';
    lastX = x + item.width;
    lastY = y;
  }
  page.cleanup();
  return text
    .replace(/ *\t[\t ]*/g, '\t')
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
