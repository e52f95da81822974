/**
 * The reading service on the wire: the tool-worker serves it under `/reading`, hosts are its clients. Pure: schemas only.
 * `POST /reading/ocr?language=eng` takes a PNG or JPEG body, or raw grey pixels (`content-type: application/x-grey`, with
 * `width` and `height` in the query), and answers `ocrResponse`; further query: `slot` (a newer picture of the same slot
 * replaces one that still waits, which answers `busy`), `invert=auto|yes|no`, `layout=page|block|line`, `deadlineMs`. `POST /reading/file?name=...&language=eng` takes any file as its body
 * (`content-type` as declared by the sender) and answers `fileResponse`.
 */
import { z } from 'zod';
import { documentObservation, tableObservation } from '../observation/schema.ts';

const box = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

const line = z.object({ text: z.string(), box, confidence: z.number().min(0).max(1) });

export const ocrResponse = z.object({
  /** Lines from top to bottom, left to right, boxes in pixels of the picture sent. */
  lines: z.array(line),
  tookMs: z.number(),
});
export type OcrResponse = z.infer<typeof ocrResponse>;
/** From asking to the answer, waiting included, unless the request says otherwise. */
export const OCR_DEADLINE_MS = 15_000;

/** Limits of one file; a file beyond them is refused with a sentence that names the limit. */
export const FILE_LIMITS = {
  bytes: 20_000_000,
  pages: 200,
  rows: 50_000,
  columns: 200,
  /** Of a whole document. */
  characters: 2_000_000,
  /** Of a table that travels to a call; further rows are left out, and the notes say so. */
  cells: 100_000,
  readMs: 20_000,
} as const;

const observed = { v: true, id: true, atMs: true, provenance: true } as const;
export const fileResponse = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('document'), document: documentObservation.omit(observed), notes: z.array(z.string()) }),
  z.object({
    kind: z.literal('table'),
    tables: z.array(tableObservation.omit({ ...observed, sheet: true })),
    notes: z.array(z.string()),
  }),
  /** A picture: upright, bounded in size, as JPEG, with the text that could be read on it. */
  z.object({
    kind: z.literal('picture'),
    name: z.string(),
    widthPx: z.number().int(),
    heightPx: z.number().int(),
    jpegBase64: z.string(),
    text: z.string(),
    /** The same with its places, in pixels of this picture; absent: it could not be read. */
    lines: z.array(line).optional(),
    notes: z.array(z.string()),
  }),
]);
export type FileResponse = z.infer<typeof fileResponse>;
/** Errors of both: HTTP 4xx/5xx with `{error: {code, message}}`; `message` is a sentence for the person who sent it. */
export const readingError = z.object({
  error: z.object({
    code: z.enum([
      'too_large',
      'not_readable',
      'encrypted',
      'mislabelled',
      'unsupported',
      'too_slow',
      'busy',
      'bad_request',
    ]),
    message: z.string(),
  }),
});
