/**
 * The main-thread end of the database thread. One thread per file and process: whoever opens the same file shares it.
 * A thread that dies fails what was waiting and is started again at the next operation.
 */
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fromErrorData, StoreError } from '../store-error.ts';
import type { Input, OperationName, Output, ThreadReply, ThreadRequest, ThreadStart } from './operations.ts';

/** Operations that may wait for the thread at once; far above what a healthy one lets pile up. */
const MAX_WAITING = 2_000;
const OPEN_DEADLINE_MS = 20_000;

export interface DatabaseThread {
  readonly file: string;
  /** Rejects with StoreError: the operation's own, 'overloaded', 'timeout' (it may still happen) or 'closed'. */
  run<N extends OperationName>(name: N, input: Input<N>, options?: { deadlineMs?: number }): Promise<Output<N>>;
  /** Waits for what was asked, then ends the thread once nobody else shares it. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  file: string;
  masterKeyFile: string;
  /** Largest size of the file; unset: as much as the disk holds. */
  maxBytes?: number;
}

/** How long an operation may take before its caller is told 'timeout': above SQLite's own wait for a lock. */
const DEFAULT_DEADLINE_MS = 10_000;

interface Waiting {
  resolve(output: unknown): void;
  reject(error: StoreError): void;
  timer: NodeJS.Timeout;
}
interface Running {
  worker: Worker;
  waiting: Map<number, Waiting>;
  ended: Promise<void>;
}

const shared = new Map<string, { thread: DatabaseThread; holders: number }>();

/** Opens (or shares) the thread of `file`. Rejects with StoreError when the file cannot be used. */
export async function openDatabaseThread(options: DatabaseOptions): Promise<DatabaseThread> {
  const file = resolve(options.file);
  let entry = shared.get(file);
  if (!entry) {
    entry = {
      thread: createThread({ file, masterKeyFile: resolve(options.masterKeyFile), maxBytes: options.maxBytes }),
      holders: 0,
    };
    shared.set(file, entry);
  }
  const { thread } = entry;
  const mine = entry;
  mine.holders += 1;
  let closed = false;
  const release = async () => {
    if (closed) return;
    closed = true;
    mine.holders -= 1;
    if (mine.holders > 0) return;
    shared.delete(file);
    await thread.close();
  };
  try {
    await thread.run('log.head', undefined, { deadlineMs: OPEN_DEADLINE_MS });
  } catch (error) {
    await release();
    throw error;
  }
  return {
    file,
    run: (name, input, runOptions) =>
      closed
        ? Promise.reject(new StoreError('closed', `${file} was closed here; ${name} came too late.`))
        : thread.run(name, input, runOptions),
    close: release,
  };
}

function createThread(start: ThreadStart): DatabaseThread {
  let opening: Promise<Running> | undefined;
  let closed = false;
  let nextId = 1;

  function running(): Promise<Running> {
    if (opening) return opening;
    const attempt = startThread(start, () => {
      if (opening === attempt) opening = undefined;
    });
    opening = attempt;
    attempt.catch(() => {
      if (opening === attempt) opening = undefined;
    });
    return attempt;
  }

  return {
    file: start.file,
    async run<N extends OperationName>(
      name: N,
      input: Input<N>,
      options?: { deadlineMs?: number },
    ): Promise<Output<N>> {
      if (closed) throw new StoreError('closed', `${start.file} is closed; ${name} came too late.`);
      const { worker, waiting } = await running();
      if (waiting.size >= MAX_WAITING)
        throw new StoreError(
          'overloaded',
          `${MAX_WAITING} operations already wait for ${start.file}; ${name} was refused.`,
        );
      const id = nextId++;
      const deadlineMs = options?.deadlineMs ?? DEFAULT_DEADLINE_MS;
      const output = await new Promise<unknown>((resolveOutput, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          reject(new StoreError('timeout', `${name} on ${start.file} took longer than ${deadlineMs} ms.`));
        }, deadlineMs);
        waiting.set(id, { resolve: resolveOutput, reject, timer });
        const request: ThreadRequest = { id, name, input };
        worker.postMessage(request);
      });
      // The thread answers an operation with that operation's output: the only place where this is taken on trust.
      return output as Output<N>;
    },
    async close() {
      closed = true;
      const current = await opening?.catch(() => undefined);
      if (!current) return;
      // Operations are done in order, so 'close' is handled after all that was asked before.
      current.worker.postMessage('close');
      await current.ended;
    },
  };
}

function startThread(start: ThreadStart, onEnd: () => void): Promise<Running> {
  const worker = new Worker(new URL('./thread-main.ts', import.meta.url), { workerData: start, name: 'database' });
  const waiting = new Map<number, Waiting>();
  const settle = (id: number): Waiting | undefined => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    clearTimeout(waiter?.timer);
    return waiter;
  };
  const { promise: opened, resolve: onOpened, reject: onNotOpened } = Promise.withResolvers<Running>();
  let crash: Error | undefined;
  const ended = new Promise<void>((resolveEnded) => {
    worker.once('exit', () => {
      onEnd();
      const reason = crash ? `${crash.name}: ${crash.message}` : 'it ended';
      const error = new StoreError('io', `The database thread of ${start.file} is gone (${reason}).`, { cause: crash });
      onNotOpened(error);
      for (const id of [...waiting.keys()]) settle(id)?.reject(error);
      resolveEnded();
    });
  });
  worker.once('error', (error: Error) => {
    crash = error;
  });
  worker.on('message', (message: ThreadReply) => {
    if (message.type === 'opened') onOpened({ worker, waiting, ended });
    else if (message.type === 'not-opened') onNotOpened(fromErrorData(message.error));
    else if (message.type === 'done') settle(message.id)?.resolve(message.output);
    else settle(message.id)?.reject(fromErrorData(message.error));
  });
  return opened;
}
