/** Reads a web page in a thread of its own, with limits on time and memory: a page made to do harm costs itself. */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { ReadingError } from '../seeing/reading/reading-error.ts';

const DEADLINE_MS = 10_000;
const HEAP_MB = 256;

const answer = z.union([z.object({ title: z.string(), text: z.string() }), z.object({ problem: z.string() })]);

/** Rejects with a ReadingError, or with the signal's reason. */
export async function readHtml(
  bytes: Uint8Array,
  name: string,
  signal: AbortSignal,
): Promise<{ title: string; text: string }> {
  signal.throwIfAborted();
  const shown = JSON.stringify(name);
  const worker = new Worker(new URL('./html-main.ts', import.meta.url), {
    workerData: { bytes, name },
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const late = () =>
    reject(new ReadingError('too_slow', `${shown} takes longer to read than ${DEADLINE_MS / 1000} s.`));
  const timer = setTimeout(late, DEADLINE_MS);
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  worker.once('message', resolve);
  worker.once('error', (cause) => {
    reject(new ReadingError('not_readable', `${shown} cannot be read: it is broken or made to be.`, { cause }));
  });
  worker.once('exit', () => reject(new ReadingError('not_readable', `${shown} cannot be read: its reader ended.`)));
  try {
    const read = answer.parse(await promise);
    if ('problem' in read) throw new ReadingError('not_readable', read.problem);
    return read;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}
