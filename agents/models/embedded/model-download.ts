/**
 * Fetches a file of a model: with progress, going on where a broken download stopped, checked by its checksum, and put
 * in its place only when it is whole. A file that is in place is whole.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CHECKSUM_NAMES, checksumOf, type FileChecksum } from './file-checksum.ts';

export interface ModelFile {
  url: string;
  /** Where it is to lie; while it is fetched, its part lies beside it as `.partial`. */
  path: string;
  checksum: FileChecksum;
}
export interface DownloadOptions {
  signal: AbortSignal;
  onProgress?: (progress: { doneBytes: number; totalBytes: number | undefined }) => void;
  /** Tries in a row that bring not one byte, before it gives up. */
  maxBarrenTries?: number | undefined;
  /** No byte for this long counts as a broken connection. */
  stallMs?: number | undefined;
}

/** A download that cannot succeed, or did not; `message` says what to do. */
export class ModelDownloadError extends Error {
  override readonly name = 'ModelDownloadError';
}

const MAX_BARREN_TRIES = 3;
const STALL_MS = 20_000;
const RETRY_PAUSE_MS = 300;

/** Resolves at once when the file is there. Throws `ModelDownloadError`, or the signal's reason. */
export async function downloadModelFile(file: ModelFile, options: DownloadOptions): Promise<void> {
  if (await sizeOf(file.path)) return;
  const partial = `${file.path}.partial`;
  await mkdir(dirname(file.path), { recursive: true });
  let barren = 0;
  for (;;) {
    const before = await sizeOf(partial);
    try {
      await fetchRest(file, partial, before, options);
      break;
    } catch (error) {
      options.signal.throwIfAborted();
      if (error instanceof ModelDownloadError) throw error;
      barren = (await sizeOf(partial)) > before ? 0 : barren + 1;
      if (barren >= (options.maxBarrenTries ?? MAX_BARREN_TRIES)) {
        throw new ModelDownloadError(
          `${file.url} could not be fetched: ${reasonOf(error)}. What has come so far is kept; try again later.`,
          {
            cause: error,
          },
        );
      }
      await pause(RETRY_PAUSE_MS * barren, options.signal);
    }
  }
  const found = await checksumOf(partial, file.checksum.kind);
  if (found !== file.checksum.hex) {
    // Keeping it would make every later try go on from broken bytes.
    await rm(partial, { force: true });
    throw new ModelDownloadError(
      `${file.url} is not what it should be: its ${CHECKSUM_NAMES[file.checksum.kind]} is ${found}, not ${file.checksum.hex}. It was deleted.`,
    );
  }
  await rename(partial, file.path);
}

async function fetchRest(file: ModelFile, partial: string, haveBytes: number, options: DownloadOptions): Promise<void> {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new Error('no byte came')), options.stallMs ?? STALL_MS);
  try {
    const response = await fetch(file.url, {
      // Compressed on the way, the bytes could be neither counted nor gone on with.
      headers: { 'accept-encoding': 'identity', ...(haveBytes > 0 ? { range: `bytes=${haveBytes}-` } : {}) },
      signal: AbortSignal.any([options.signal, stalled.signal]),
    });
    if (response.status === 416) {
      // All of it is here already, or the file there is another one: the checksum decides.
      await response.body?.cancel();
      return;
    }
    if (response.status >= 400 && response.status < 500 && response.status !== 408 && response.status !== 429) {
      throw new ModelDownloadError(`${file.url} answers ${response.status}: the model is not there.`);
    }
    if (!response.ok || response.body === null) throw new Error(`it answers ${response.status}`);
    // A server that ignores the range sends everything again: then everything is written again.
    const resumes = response.status === 206 && startOf(response) === haveBytes;
    const startBytes = resumes ? haveBytes : 0;
    const length = Number(response.headers.get('content-length') ?? Number.NaN);
    const totalBytes = Number.isNaN(length) ? undefined : startBytes + length;
    let doneBytes = startBytes;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        timer.refresh();
        doneBytes += chunk.length;
        options.onProgress?.({ doneBytes, totalBytes });
        done(null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body), meter, createWriteStream(partial, { flags: resumes ? 'a' : 'w' }));
    if (totalBytes !== undefined && doneBytes < totalBytes)
      throw new Error(`it broke off after ${doneBytes} of ${totalBytes} bytes`);
  } finally {
    clearTimeout(timer);
  }
}

const startOf = (response: Response) =>
  Number(/bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? Number.NaN);

const sizeOf = (path: string) =>
  stat(path).then(
    (found) => found.size,
    () => 0,
  );

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
