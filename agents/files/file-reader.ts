/**
 * Reads files that people give to a call, each in a process of its own with limits on time and memory, so that a file
 * made to do harm takes nothing with it. At most two at a time; a few wait; more are told to come back.
 */
import type { Log } from '../models/embedded/log.ts';
import type { OcrEngine } from '../seeing/reading/ocr-engine.ts';
import { ReadingError } from '../seeing/reading/reading-error.ts';
import { FILE_LIMITS } from '../seeing/reading-api.ts';
import { readInChild } from './file-child.ts';
import type { GivenFile } from './given-file.ts';
import { addPictureText } from './picture-text.ts';

export interface FileReader {
  /** A `fileResponse` as JSON. Rejects with a ReadingError, or with the signal's reason. */
  read(file: GivenFile, signal: AbortSignal): Promise<Uint8Array>;
  /** Ends what is being read. */
  close(): Promise<void>;
}

const AT_ONCE = 2;
/** Each keeps up to 20 MB. */
const MAX_WAITING = 4;

export function createFileReader(options: { ocr: Pick<OcrEngine, 'read'>; log: Log; readMs?: number }): FileReader {
  const { ocr, log, readMs = FILE_LIMITS.readMs } = options;
  const closing = new AbortController();
  const waiting: (() => void)[] = [];
  const underWay = new Set<Promise<unknown>>();
  let taken = 0;

  async function place(signal: AbortSignal): Promise<void> {
    if (taken < AT_ONCE) {
      taken += 1;
      return;
    }
    if (waiting.length >= MAX_WAITING) {
      throw new ReadingError('busy', `${taken + waiting.length} files are being read; try again in a moment.`);
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (reason: unknown) => {
      const at = waiting.indexOf(resolve);
      if (at >= 0) waiting.splice(at, 1);
      reject(reason);
    };
    const late = new ReadingError('busy', `Other files took longer than ${readMs / 1000} s; try again in a moment.`);
    const timer = setTimeout(() => leave(late), readMs);
    const onAbort = () => leave(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    waiting.push(resolve);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Hands the place on to who waits longest. */
  function leavePlace(): void {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  }

  return {
    async read(file, given) {
      const signal = AbortSignal.any([given, closing.signal]);
      signal.throwIfAborted();
      await place(signal);
      const work = readInChild(file, readMs, signal);
      underWay.add(work);
      try {
        const { kind, json } = await work;
        return kind === 'picture' ? await addPictureText(json, ocr, log, file.language, signal) : json;
      } finally {
        underWay.delete(work);
        leavePlace();
      }
    },
    async close() {
      closing.abort(new ReadingError('busy', 'Reading has ended: the process stops.'));
      await Promise.allSettled(underWay);
    },
  };
}
