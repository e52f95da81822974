/** One reading thread from outside: starts it, hands it one picture at a time, and says why when it is lost. */
import { Worker } from 'node:worker_threads';
import type { Log } from '../../models/embedded/log.ts';
import type { TextLine } from '../frame.ts';
import type { LanguageData } from './language-data.ts';
import type { OcrJob, OcrReply } from './ocr-thread.ts';
import { ReadingError } from './reading-error.ts';

export interface OcrThread {
  readonly language: string;
  readonly alive: boolean;
  /** Resolves when it can read; rejects with the reason it was lost before that. */
  readonly warm: Promise<void>;
  /** One at a time. Rejects with a ReadingError, or with the reason the thread was lost. */
  read(job: Omit<OcrJob, 'id'>): Promise<TextLine[]>;
  /** Ends it; a picture in work rejects with the reason. */
  stop(reason: Error): Promise<void>;
}

export function startOcrThread(language: string, languages: LanguageData[], log: Log): OcrThread {
  const startedMs = performance.now();
  const worker = new Worker(new URL('./ocr-thread.ts', import.meta.url), {
    workerData: { languages },
    execArgv: ['--no-warnings'],
    // Leptonica complains of damaged pictures on its own; what matters of it comes as an answer.
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  worker.unref();
  let alive = true;
  let nextId = 0;
  let current: { id: number; settle(outcome: TextLine[] | Error): void } | undefined;
  const { promise: warm, resolve: warmed, reject: notWarmed } = Promise.withResolvers<void>();
  warm.catch(() => undefined);

  const lose = (reason: Error) => {
    if (!alive) return;
    alive = false;
    current?.settle(reason);
    notWarmed(reason);
    log.warn({ err: reason, language }, 'the reading thread is gone; the next picture starts another');
  };
  worker.on('error', (error) => lose(new Error(`The reading thread failed: ${error.message}`, { cause: error })));
  worker.on('exit', (code) => lose(new Error(`The reading thread ended with code ${code}.`)));
  worker.on('message', (reply: OcrReply) => {
    if ('ready' in reply) {
      warmed();
      log.info({ language, tookMs: Math.round(performance.now() - startedMs) }, 'the reading thread is warm');
    } else if (current?.id === reply.id) current.settle(outcomeOf(reply));
  });

  return {
    language,
    warm,
    get alive() {
      return alive;
    },
    read(job) {
      const { promise, resolve, reject } = Promise.withResolvers<TextLine[]>();
      if (!alive) return Promise.reject(new Error('The reading thread has ended.'));
      const id = ++nextId;
      current = {
        id,
        settle(outcome) {
          current = undefined;
          if (outcome instanceof Error) reject(outcome);
          else resolve(outcome);
        },
      };
      worker.postMessage({ ...job, id } satisfies OcrJob);
      return promise;
    },
    async stop(reason) {
      if (!alive) return;
      alive = false;
      current?.settle(reason);
      notWarmed(reason);
      await worker.terminate();
    },
  };
}

function outcomeOf(reply: Exclude<OcrReply, { ready: true }>): TextLine[] | Error {
  if ('lines' in reply) return reply.lines;
  if ('unreadable' in reply) return new ReadingError('not_readable', `The picture cannot be read: ${reply.unreadable}`);
  return new Error(`The picture could not be read: ${reply.failure}`);
}
