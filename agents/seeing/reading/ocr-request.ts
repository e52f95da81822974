/** What a request to read a picture asks for, from its query, its content type and its first bytes. Pure. */
import { z } from 'zod';
import { MAX_PICTURE_PIXELS } from './grey-picture.ts';
import type { OcrRequest } from './ocr-engine.ts';
import type { PictureBytes } from './ocr-thread.ts';
import { ReadingError } from './reading-error.ts';

/** Grey pixels of the largest picture there may be; encoded ones are far smaller. */
export const MAX_PICTURE_BYTES = MAX_PICTURE_PIXELS;
export const GREY_MEDIA_TYPE = 'application/x-grey';

const sidePx = z.coerce.number().int().min(1).max(20_000);
const ocrQuery = z.object({
  language: z.string().min(1).max(60).optional(),
  slot: z.string().min(1).max(200).optional(),
  invert: z.enum(['auto', 'yes', 'no']).optional(),
  layout: z.enum(['page', 'block', 'line']).optional(),
  deadlineMs: z.coerce.number().int().min(1).max(60_000).optional(),
  width: sidePx.optional(),
  height: sidePx.optional(),
});

/** Throws a ReadingError. */
export function ocrRequestOf(query: URLSearchParams, mediaType: string, bytes: Uint8Array): OcrRequest {
  const parsed = ocrQuery.safeParse(Object.fromEntries(query));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = issue?.path.join('.') ?? '';
    throw new ReadingError(
      'bad_request',
      `${name}=${JSON.stringify(query.get(name)?.slice(0, 40))} is not usable: ${issue?.message ?? 'invalid'}.`,
    );
  }
  const { width, height, invert, language, slot, layout, deadlineMs } = parsed.data;
  return {
    picture: mediaType === GREY_MEDIA_TYPE ? greyPicture(bytes, width, height) : encodedPicture(bytes),
    ...(language === undefined ? {} : { language }),
    ...(slot === undefined ? {} : { slot }),
    ...(invert === undefined ? {} : { inversion: invert }),
    ...(layout === undefined ? {} : { layout }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  };
}

function greyPicture(bytes: Uint8Array, widthPx?: number, heightPx?: number): PictureBytes {
  if (widthPx === undefined || heightPx === undefined) {
    throw new ReadingError('bad_request', 'Grey pixels need their width and height in the query.');
  }
  if (widthPx * heightPx !== bytes.length) {
    throw new ReadingError(
      'bad_request',
      `${bytes.length} bytes are not ${widthPx} x ${heightPx} grey pixels of one byte each.`,
    );
  }
  return { form: 'grey', bytes, widthPx, heightPx };
}

function encodedPicture(bytes: Uint8Array): PictureBytes {
  const starts = (...magic: number[]) => magic.every((byte, at) => bytes[at] === byte);
  if (starts(0x89, 0x50, 0x4e, 0x47) || starts(0xff, 0xd8, 0xff)) return { form: 'encoded', bytes };
  throw new ReadingError('unsupported', `The ${bytes.length} bytes are neither a PNG nor a JPEG picture.`);
}
