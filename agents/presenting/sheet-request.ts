/**
 * The service that draws what an agent shows, on the wire: the tool-worker serves it, hosts are its clients. Pure.
 * `POST /presenting/sheet` takes a `sheetRequest` as JSON. It answers 200 with the picture twice over, as a JPEG that can
 * be kept and as planar YUV 4:2:0 (BT.601, limited range, no padding) that a video track takes, one behind the other; the
 * header `x-sheet` holds a URI-encoded `sheetFacts`. Errors are 4xx/5xx with a `sheetError`.
 */
import { z } from 'zod';
import { MEASURES, PLOT_KINDS, TIME_STEPS } from './plot-choice.ts';

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const table = z.object({
  columns: z
    .array(
      z.object({ name: z.string(), type: z.enum(['text', 'number', 'date', 'boolean']), unit: z.string().optional() }),
    )
    .min(1),
  rows: z.array(z.array(cell)),
});
export const sheetRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('plot'),
    title: z.string().optional(),
    table,
    asked: z.object({
      kind: z.enum(PLOT_KINDS),
      x: z.int().nonnegative(),
      y: z.int().nonnegative().optional(),
      measure: z.enum(MEASURES),
      by: z.enum(TIME_STEPS).optional(),
    }),
  }),
  z.object({ kind: z.literal('table'), title: z.string(), table, totalRows: z.int().nonnegative() }),
  z.object({ kind: z.literal('text'), title: z.string(), lines: z.array(z.string()) }),
  /** A picture as it is, with a ground around it. */
  z.object({ kind: z.literal('picture'), title: z.string(), description: z.string(), jpegBase64: z.string() }),
]);
export type SheetRequest = z.infer<typeof sheetRequest>;

export const sheetFacts = z.object({
  title: z.string(),
  description: z.string(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  /** How much of the body is the JPEG. */
  jpegBytes: z.int().positive(),
});
export type SheetFacts = z.infer<typeof sheetFacts>;
export interface DrawnSheet extends Omit<SheetFacts, 'jpegBytes'> {
  jpeg: Uint8Array;
  i420: Uint8Array;
}

export const sheetError = z.object({
  error: z.object({ code: z.enum(['not_showable', 'bad_request', 'busy', 'too_slow', 'failed']), message: z.string() }),
});
export type SheetErrorCode = z.infer<typeof sheetError>['error']['code'];

export const MAX_REQUEST_BYTES = 12_000_000;
/** From asking to the picture, waiting included. */
export const SHEET_DEADLINE_MS = 12_000;
