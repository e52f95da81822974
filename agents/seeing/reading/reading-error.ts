/** Why something could not be read: a code of the reading service and a sentence for the person who sent it. Pure. */
import type { z } from 'zod';
import type { readingError } from '../reading-api.ts';

export type ReadingErrorCode = z.infer<typeof readingError>['error']['code'];

const STATUS: Record<ReadingErrorCode, number> = {
  bad_request: 400,
  busy: 409,
  too_large: 413,
  mislabelled: 415,
  unsupported: 415,
  not_readable: 422,
  encrypted: 422,
  too_slow: 504,
};

export class ReadingError extends Error {
  override readonly name = 'ReadingError';
  readonly code: ReadingErrorCode;
  constructor(code: ReadingErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /** HTTP status. */
  get status(): number {
    return STATUS[this.code];
  }
}
