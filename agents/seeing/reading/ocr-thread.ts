/**
 * The inside of the reading thread: one picture in, its lines out. It holds one Tesseract, which runs in a thread of its
 * own below this one and ends with it; decoding and preparing pictures happens here, off the main thread.
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createWorker, OEM, PSM } from 'tesseract.js';
import { decodeGrey } from '../../../media/video/decode-grey.ts';
import type { TextLine } from '../frame.ts';
import { enlarge, type GreyPicture, type Inversion, invert, MAX_PICTURE_PIXELS, toPgm } from './grey-picture.ts';
import type { LanguageData } from './language-data.ts';
import { orderedLines } from './ocr-lines.ts';

/** How text lies in the picture. `page`: anywhere, the default; `block`: one column; `line`: one line. */
export type TextLayout = 'page' | 'block' | 'line';
export type PictureBytes =
  | { form: 'encoded'; bytes: Uint8Array }
  | { form: 'grey'; bytes: Uint8Array; widthPx: number; heightPx: number };
export interface OcrJob {
  id: number;
  picture: PictureBytes;
  inversion: Inversion;
  layout: TextLayout;
}
export type OcrReply =
  | { ready: true }
  | { id: number; lines: TextLine[] }
  | { id: number; unreadable: string }
  | { id: number; failure: string };

/** Sparse text, for the automatic layout merges lines of neighbouring columns and takes dark boxes for drawings. */
const SEGMENTATION = { page: PSM.SPARSE_TEXT, block: PSM.SINGLE_BLOCK, line: PSM.SINGLE_LINE };

const { languages } = workerData as { languages: LanguageData[] };
const tesseract = start();
tesseract.then(
  () => say({ ready: true }),
  (error: unknown) => {
    // The thread is of no use: the engine hears of its end with this reason.
    throw error;
  },
);

parentPort?.on('message', (job: OcrJob) => {
  void read(job)
    .catch((error: unknown): OcrReply => ({ id: job.id, failure: String(error) }))
    .then(say);
});

function say(reply: OcrReply): void {
  parentPort?.postMessage(reply);
}

async function start() {
  const folder = await folderWith(languages);
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const codes = languages.map(({ code }) => code);
  const options = { langPath: folder.path, cacheMethod: 'none', gzip: true };
  // Its promise never settles when the data cannot be loaded; only its error handler hears of that.
  const starting = createWorker(codes, OEM.LSTM_ONLY, {
    ...options,
    errorHandler: (reason: unknown) => reject(new Error(`Tesseract: ${String(reason)}`)),
  });
  failed.catch(() => {});
  try {
    const worker = await Promise.race([starting, failed]);
    // Screens tell no resolution; without one Tesseract guesses and complains.
    await worker.setParameters({ user_defined_dpi: '96' });
    return worker;
  } finally {
    await folder.remove();
  }
}

/** Tesseract takes one folder, each language is a package of its own. */
async function folderWith(data: LanguageData[]): Promise<{ path: string; remove(): Promise<void> }> {
  const [only, ...more] = data;
  if (only && more.length === 0) return { path: dirname(only.file), remove: async () => {} };
  const path = await mkdtemp(join(tmpdir(), 'parley-languages-'));
  for (const { file } of data) await copyFile(file, join(path, basename(file)));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

async function read(job: OcrJob): Promise<OcrReply> {
  const worker = await tesseract;
  let grey: GreyPicture;
  try {
    grey = await pixelsOf(job.picture);
  } catch (error) {
    return { id: job.id, unreadable: error instanceof Error ? error.message : String(error) };
  }
  const { picture, factor } = enlarge(invert(grey, job.inversion));
  await worker.setParameters({ tessedit_pageseg_mode: SEGMENTATION[job.layout] });
  const { data } = await worker.recognize(Buffer.from(toPgm(picture)), {}, { text: false, blocks: true });
  const found = (data.blocks ?? []).flatMap((block) => block.paragraphs.flatMap((paragraph) => paragraph.lines));
  return { id: job.id, lines: orderedLines(found, factor) };
}

async function pixelsOf(picture: PictureBytes): Promise<GreyPicture> {
  if (picture.form === 'encoded') return await decodeGrey(picture.bytes, MAX_PICTURE_PIXELS);
  return { pixels: picture.bytes, widthPx: picture.widthPx, heightPx: picture.heightPx };
}
