/**
 * The reading service over HTTP, as a plain handler that a server can mount under `/reading`. Who may call it is decided
 * before. It answers each request once, in time, with what was read or with a code and a sentence.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../models/embedded/log.ts';
import { FILE_LIMITS, type OcrResponse } from '../reading-api.ts';
import type { OcrEngine } from './ocr-engine.ts';
import { MAX_PICTURE_BYTES, ocrRequestOf } from './ocr-request.ts';
import { ReadingError } from './reading-error.ts';
import { readBody } from './request-body.ts';

/** Reads one file; the answer is JSON already, for it may be large. Rejects with a ReadingError. */
export type ReadFile = (
  file: { bytes: Buffer; name: string; mediaType: string; language?: string },
  signal: AbortSignal,
) => Promise<Uint8Array>;

const MAX_NAME_LENGTH = 255;
const MAX_LANGUAGE_LENGTH = 60;

export function createReadingHandler(options: {
  ocr: OcrEngine;
  readFile: ReadFile;
  log: Log;
}): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://reading');
    if (url.pathname !== '/reading' && !url.pathname.startsWith('/reading/')) return false;
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    answer(url, request, gone.signal).then(
      (body) => send(response, 200, body),
      (thrown: unknown) => {
        if (gone.signal.aborted) return;
        const error =
          thrown instanceof ReadingError
            ? thrown
            : new ReadingError('not_readable', 'It could not be read; the log of the tool-worker says why.');
        if (error !== thrown) options.log.error({ err: thrown, path: url.pathname }, 'something could not be read');
        if (!request.complete) response.setHeader('connection', 'close');
        send(response, error.status, JSON.stringify({ error: { code: error.code, message: error.message } }));
      },
    );
    return true;
  };

  async function answer(url: URL, request: IncomingMessage, signal: AbortSignal): Promise<string | Uint8Array> {
    const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    const query = url.searchParams;
    if (request.method !== 'POST') {
      request.resume();
      throw new ReadingError('bad_request', `${url.pathname} takes POST, not ${request.method}.`);
    }
    if (url.pathname === '/reading/ocr') {
      const bytes = await readBody(request, MAX_PICTURE_BYTES);
      const read = await options.ocr.read(ocrRequestOf(query, mediaType, bytes), signal);
      return JSON.stringify(read satisfies OcrResponse);
    }
    if (url.pathname === '/reading/file') {
      const bytes = await readBody(request, FILE_LIMITS.bytes);
      const language = query.get('language')?.slice(0, MAX_LANGUAGE_LENGTH);
      const file = { bytes, name: nameOf(query.get('name')), mediaType, ...(language && { language }) };
      return await options.readFile(file, signal);
    }
    request.resume();
    throw new ReadingError('bad_request', `There is no ${url.pathname}; reading has /reading/ocr and /reading/file.`);
  }
}

/** The last part of a path, without control characters: a name is shown, never opened. */
function nameOf(given: string | null): string {
  const last = (given ?? '').split(/[\\/]/).at(-1) ?? '';
  const shown = last.replace(/\p{C}/gu, '').trim().slice(0, MAX_NAME_LENGTH);
  return shown === '' ? 'file' : shown;
}

function send(response: ServerResponse, status: number, body: string | Uint8Array): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': typeof body === 'string' ? Buffer.byteLength(body) : body.length,
  });
  response.end(body);
}
