/** Drawing sheets over HTTP, as a handler that a server mounts. Who may call it is decided before. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../models/embedded/log.ts';
import { readBody } from '../seeing/reading/request-body.ts';
import { SheetError, type SheetPress } from './sheet-press.ts';
import { type DrawnSheet, MAX_REQUEST_BYTES, type SheetErrorCode, type SheetFacts } from './sheet-request.ts';

const PATH = '/presenting/sheet';
const STATUS: Record<SheetErrorCode, number> = {
  bad_request: 400,
  busy: 409,
  not_showable: 422,
  failed: 500,
  too_slow: 504,
};

export function createSheetHandler(options: {
  press: SheetPress;
  log: Log;
}): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://presenting');
    if (pathname !== PATH) return false;
    const gone = new AbortController();
    response.on('close', () => gone.abort(new Error('Nobody waits for the sheet any more.')));
    answer(request, gone.signal).then(
      (drawn) => sendSheet(response, drawn),
      (error: unknown) => {
        if (gone.signal.aborted) return;
        if (!(error instanceof SheetError)) options.log.error({ err: error }, 'a sheet could not be drawn');
        const { code, message } =
          error instanceof SheetError
            ? error
            : { code: 'bad_request' as const, message: error instanceof Error ? error.message : String(error) };
        if (!request.complete) response.setHeader('connection', 'close');
        send(response, STATUS[code], 'application/json', [Buffer.from(JSON.stringify({ error: { code, message } }))]);
      },
    );
    return true;
  };

  async function answer(request: IncomingMessage, signal: AbortSignal): Promise<DrawnSheet> {
    if (request.method !== 'POST') {
      request.resume();
      throw new SheetError('bad_request', `${PATH} takes POST, not ${request.method}.`);
    }
    return await options.press.draw(await readBody(request, MAX_REQUEST_BYTES), signal);
  }
}

function sendSheet(response: ServerResponse, { jpeg, i420, ...facts }: DrawnSheet): void {
  const told: SheetFacts = { ...facts, jpegBytes: jpeg.length };
  response.setHeader('x-sheet', encodeURIComponent(wellFormed(JSON.stringify(told))));
  send(response, 200, 'application/octet-stream', [jpeg, i420]);
}
/** Half of a surrogate pair, as a cut leaves it, cannot be encoded. */
const wellFormed = (text: string): string => text.toWellFormed();

function send(response: ServerResponse, status: number, mediaType: string, parts: Uint8Array[]): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'content-type': mediaType,
    'content-length': parts.reduce((sum, part) => sum + part.length, 0),
  });
  for (const part of parts) response.write(part);
  response.end();
}
