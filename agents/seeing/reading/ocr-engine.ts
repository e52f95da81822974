/**
 * Reads text in pictures, one at a time, in a thread that starts with the first picture and stays warm. A thread that
 * hangs or dies costs its own picture and is replaced; pictures that nobody waits for any more are not read.
 */
import type { Log } from '../../models/embedded/log.ts';
import type { TextLine } from '../frame.ts';
import { OCR_DEADLINE_MS } from '../reading-api.ts';
import type { Inversion } from './grey-picture.ts';
import { languageData } from './language-data.ts';
import type { PictureBytes, TextLayout } from './ocr-thread.ts';
import { type OcrThread, startOcrThread } from './ocr-thread-handle.ts';
import { MAX_WAITING, PictureQueue } from './picture-queue.ts';
import { ReadingError } from './reading-error.ts';

export interface OcrRequest {
  picture: PictureBytes;
  /** Tesseract codes joined with `+`; unset: `eng`. */
  language?: string;
  /** A newer picture of the same slot takes the place of one that still waits. */
  slot?: string;
  inversion?: Inversion;
  layout?: TextLayout;
  /** From now to the answer, waiting included; unset: 15,000. */
  deadlineMs?: number;
}
export interface OcrEngine {
  /** Rejects with a ReadingError (`busy`, `too_slow`, `not_readable`, `unsupported`), or with the signal's reason. */
  read(request: OcrRequest, signal: AbortSignal): Promise<{ lines: TextLine[]; tookMs: number }>;
  close(): Promise<void>;
}

/** A picture whose sender has left may finish when it is nearly done; stopping it costs a start of the thread (0.5 s). */
const ABANDONED_LIMIT_MS = 1_000;
/** A thread may start for longer than a sender waits (a loaded machine: 4 to 8 s); one that starts for ever is replaced. */
const START_LIMIT_MS = 60_000;

interface Pending {
  request: OcrRequest;
  language: string;
  slot: string | undefined;
  settle(outcome: TextLine[] | Error): void;
  /** The thread has it. */
  handed: boolean;
  /** Nobody waits for it any more. */
  left: boolean;
}
export interface OcrEngineOptions {
  log: Log;
  /** Unset: a real one. */
  startThread?: typeof startOcrThread;
}

export function createOcrEngine({ log, startThread = startOcrThread }: OcrEngineOptions): OcrEngine {
  const queue = new PictureQueue<Pending>();
  let thread: OcrThread | undefined;
  let current: Pending | undefined;
  let closed = false;

  const stopThread = async (reason: Error) => {
    const stopped = thread;
    thread = undefined;
    await stopped?.stop(reason);
  };
  const pump = () => {
    if (current !== undefined || closed) return;
    const next = queue.take();
    if (next === undefined) return;
    current = next;
    void readOne(next).finally(() => {
      current = undefined;
      pump();
    });
  };
  const startOf = async (starting: OcrThread) => {
    const limit = setTimeout(() => {
      void starting.stop(new Error(`The reading thread did not start within ${START_LIMIT_MS} ms.`));
    }, START_LIMIT_MS);
    limit.unref();
    await starting.warm.finally(() => clearTimeout(limit));
  };
  const readOne = async (pending: Pending) => {
    try {
      if (thread === undefined || !thread.alive || thread.language !== pending.language) {
        await stopThread(new Error('Another language is read now.'));
        thread = startThread(pending.language, languageData(pending.language), log);
      }
      await startOf(thread);
      // The thread stays for the next picture: who asks again after a slow start must not find another start.
      if (pending.left) return;
      pending.handed = true;
      const { picture, inversion = 'auto', layout = 'page' } = pending.request;
      pending.settle(await thread.read({ picture, inversion, layout }));
    } catch (error) {
      pending.settle(error instanceof Error ? error : new Error(String(error)));
    }
  };

  return {
    async read(request, signal) {
      signal.throwIfAborted();
      if (closed) throw new ReadingError('busy', 'Reading has ended: the process stops.');
      const startedMs = performance.now();
      const language = request.language ?? 'eng';
      languageData(language);
      const { promise, resolve, reject } = Promise.withResolvers<TextLine[]>();
      const pending: Pending = {
        request,
        language,
        slot: request.slot,
        handed: false,
        left: false,
        settle: (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)),
      };
      const leave = (reason: Error, graceMs: number) => {
        reject(reason);
        pending.left = true;
        if (queue.remove(pending) || !pending.handed) return;
        setTimeout(() => {
          if (current === pending) void stopThread(reason);
        }, graceMs).unref();
      };
      const deadlineMs = request.deadlineMs ?? OCR_DEADLINE_MS;
      const late = new ReadingError('too_slow', `The picture was not read within ${deadlineMs} ms.`);
      const timer = setTimeout(() => leave(late, 0), deadlineMs);
      const onAbort = () => leave(new Error('Nobody waits for the picture any more.'), ABANDONED_LIMIT_MS);
      signal.addEventListener('abort', onAbort, { once: true });
      const given = queue.add(pending);
      given?.dropped.settle(new ReadingError('busy', SENTENCES[given.because]));
      pump();
      try {
        return { lines: await promise, tookMs: performance.now() - startedMs };
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      }
    },
    async close() {
      closed = true;
      const over = new ReadingError('busy', 'Reading has ended: the process stops.');
      for (let pending = queue.take(); pending !== undefined; pending = queue.take()) pending.settle(over);
      await stopThread(over);
    },
  };
}

const SENTENCES = {
  replaced: 'A newer picture of the same place came before this one was read.',
  full: `More than ${MAX_WAITING} pictures wait to be read; this was the oldest.`,
};
