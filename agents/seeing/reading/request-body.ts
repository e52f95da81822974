/** The body of a request, with a bound on its size and on the time it may take. What is over the bound is never kept. */
import type { IncomingMessage } from 'node:http';
import { ReadingError } from './reading-error.ts';

const BODY_DEADLINE_MS = 30_000;
/** A sender who was refused is read a little further, so that the refusal reaches it before the connection ends. */
const LINGER_MS = 2_000;

/** Rejects with a ReadingError (`too_large`, `too_slow`, `bad_request`). */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    let over = false;
    const fail = (error: ReadingError) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      chunks.length = 0;
      request.resume();
      setTimeout(() => request.destroy(), LINGER_MS).unref();
      reject(error);
    };
    const tooLarge = (bytes: number) =>
      new ReadingError('too_large', `${bytes} bytes are more than the ${maxBytes} that are taken at once.`);
    const timer = setTimeout(
      () => fail(new ReadingError('too_slow', `The body did not arrive within ${BODY_DEADLINE_MS / 1000} s.`)),
      BODY_DEADLINE_MS,
    );
    request.on('data', (chunk: Buffer) => {
      if (over) return;
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) fail(tooLarge(sizeBytes));
      else chunks.push(chunk);
    });
    request.on('error', (error) => fail(new ReadingError('bad_request', `The body broke off: ${error.message}.`)));
    request.on('aborted', () => fail(new ReadingError('bad_request', 'The body broke off.')));
    request.on('end', () => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      resolve(Buffer.concat(chunks));
    });
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > maxBytes) fail(tooLarge(declared));
  });
}
