/**
 * Reading as a call reaches it: over HTTP to the tool-worker, with a hard deadline on every request. A service that
 * hangs, dies or answers nonsense costs its request and nothing more.
 */
import { z } from 'zod';
import type { Log } from '../../models/embedded/log.ts';
import {
  FILE_LIMITS,
  type FileResponse,
  OCR_DEADLINE_MS,
  type OcrResponse,
  ocrResponse,
  readingError,
} from '../reading-api.ts';
import type { Inversion } from './grey-picture.ts';
import { parseFileResponse } from './parse-file-response.ts';
import type { ReadingErrorCode } from './reading-error.ts';

export interface OcrOptions {
  /** Size of raw grey pixels, one byte each, no padding; unset: the bytes are a PNG or a JPEG. */
  grey?: { widthPx: number; heightPx: number };
  /** Tesseract codes joined with `+`; unset: `eng`. */
  language?: string;
  /** Names one place of one source: a newer picture of it replaces one that still waits, which fails as `busy`. */
  slot?: string;
  /** Unset: `auto`, dark regions are inverted. */
  invert?: Inversion;
  /** Unset: `page`, text anywhere. */
  layout?: 'page' | 'block' | 'line';
  /** Unset: 15,000. */
  deadlineMs?: number;
}
export interface ReadingClient {
  /** Lines with boxes in pixels of the picture sent. Rejects with a ReadingClientError. */
  ocr(bytes: Uint8Array, options: OcrOptions, signal: AbortSignal): Promise<OcrResponse>;
  /** `mediaType` as the sender declared it; `language` of text on a picture, `eng` when unset. Rejects with a ReadingClientError. */
  file(
    bytes: Uint8Array,
    name: string,
    mediaType: string,
    signal: AbortSignal,
    language?: string,
  ): Promise<FileResponse>;
}

/** `unreachable`: no answer, or none in time; `cancelled`: by the signal. Others as the service names them. */
export class ReadingClientError extends Error {
  override readonly name = 'ReadingClientError';
  readonly code: ReadingErrorCode | 'unreachable' | 'cancelled';
  constructor(code: ReadingErrorCode | 'unreachable' | 'cancelled', message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Beyond the service's own deadline, so that it can still say itself why it was late. */
const WAY_BACK_MS = 2_000;
/** Waiting for other files, and reading the picture's text, come on top of reading the file. */
const FILE_DEADLINE_MS = FILE_LIMITS.readMs * 2 + WAY_BACK_MS;
/** Requests at once of each kind: a hung service must not collect pictures. */
const MAX_IN_FLIGHT = 16;

export function createReadingClient(options: { url: string; token: string; log: Log }): ReadingClient {
  const base = options.url.replace(/\/+$/, '');
  const inFlight = { ocr: 0, file: 0 };
  let failing = false;

  async function ask<T>(
    operation: 'ocr' | 'file',
    query: URLSearchParams,
    body: { bytes: Uint8Array; mediaType: string },
    parse: (answer: unknown) => T,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<T> {
    if (signal.aborted) throw new ReadingClientError('cancelled', 'The reading was cancelled before it began.');
    if (inFlight[operation] >= MAX_IN_FLIGHT) {
      throw new ReadingClientError(
        'busy',
        `${MAX_IN_FLIGHT} requests already wait for the reading service at ${base}.`,
      );
    }
    inFlight[operation] += 1;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), deadlineMs);
    try {
      const response = await fetch(`${base}/reading/${operation}?${query}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${options.token}`, 'content-type': body.mediaType },
        body: new Uint8Array(body.bytes),
        signal: AbortSignal.any([signal, deadline.signal]),
      });
      const answer: unknown = await response.json();
      if (!response.ok) {
        const said = readingError.safeParse(answer);
        if (said.success) throw new ReadingClientError(said.data.error.code, said.data.error.message);
        throw new ReadingClientError('unreachable', `The reading service answered ${response.status}.`);
      }
      const read = parse(answer);
      if (failing) options.log.info({}, 'the reading service answers again');
      failing = false;
      return read;
    } catch (error) {
      const told = explain(error, operation, deadlineMs, signal, deadline.signal);
      if (told.code === 'unreachable' && !failing) {
        failing = true;
        options.log.warn({ reason: told.message }, 'the reading service fails');
      }
      throw told;
    } finally {
      clearTimeout(timer);
      inFlight[operation] -= 1;
    }
  }

  function explain(
    error: unknown,
    operation: string,
    deadlineMs: number,
    signal: AbortSignal,
    deadline: AbortSignal,
  ): ReadingClientError {
    if (error instanceof ReadingClientError) return error;
    if (signal.aborted) return new ReadingClientError('cancelled', 'The reading was cancelled.', { cause: error });
    if (deadline.aborted) {
      const sentence = `The reading service at ${base} did not answer ${operation} within ${deadlineMs} ms.`;
      return new ReadingClientError('unreachable', sentence);
    }
    const sentence =
      error instanceof z.ZodError || error instanceof SyntaxError
        ? `The reading service answered ${operation} with something else.`
        : `The reading service at ${base} cannot be reached (${reasonOf(error)}).`;
    return new ReadingClientError('unreachable', sentence, { cause: error });
  }

  return {
    ocr(bytes, { grey, language, slot, invert, layout, deadlineMs = OCR_DEADLINE_MS }, signal) {
      const query = new URLSearchParams({ deadlineMs: String(deadlineMs) });
      if (grey !== undefined) {
        query.set('width', String(grey.widthPx));
        query.set('height', String(grey.heightPx));
      }
      for (const [name, value] of Object.entries({ language, slot, invert, layout })) {
        if (value !== undefined) query.set(name, value);
      }
      const mediaType = grey === undefined ? 'application/octet-stream' : 'application/x-grey';
      return ask(
        'ocr',
        query,
        { bytes, mediaType },
        (answer) => ocrResponse.parse(answer),
        deadlineMs + WAY_BACK_MS,
        signal,
      );
    },
    file(bytes, name, mediaType, signal, language) {
      if (bytes.length > FILE_LIMITS.bytes) {
        const sentence = `${JSON.stringify(name)} has ${bytes.length} bytes; files up to ${FILE_LIMITS.bytes} are read.`;
        return Promise.reject(new ReadingClientError('too_large', sentence));
      }
      const declared = /^[\w.+-]+\/[\w.+-]+/.exec(mediaType)?.[0] ?? 'application/octet-stream';
      const query = new URLSearchParams({ name, ...(language === undefined ? {} : { language }) });
      return ask('file', query, { bytes, mediaType: declared }, parseFileResponse, FILE_DEADLINE_MS, signal);
    },
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
