/**
 * Draws sheets in a thread that is started with the first and ended when none was asked for in a while. One at a time, a
 * bounded queue, a hard deadline: a sheet that takes for ever costs its thread and nothing more.
 */
import { Worker } from 'node:worker_threads';
import { type DrawnSheet, SHEET_DEADLINE_MS, type SheetErrorCode, type SheetRequest } from './sheet-request.ts';
import type { SheetJob, SheetReply } from './sheet-thread.ts';

export class SheetError extends Error {
  override readonly name = 'SheetError';
  readonly code: SheetErrorCode;
  constructor(code: SheetErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
export interface SheetPress {
  /** `json`: a `sheetRequest`. Rejects with a SheetError, or with the reason of the signal. */
  draw(json: Uint8Array, signal: AbortSignal): Promise<DrawnSheet>;
  /** A first plot takes a second, most of it for loading: somebody who has just given a table may ask for one soon. */
  warm(): void;
  close(): Promise<void>;
}

const IDLE_MS = 120_000;
const MAX_WAITING = 8;
/** Loading on a machine that is busy with other things. */
const WARM_MS = 30_000;
const MAX_HEAP_MB = 256;

const SMALL_PLOT = new TextEncoder().encode(
  JSON.stringify({
    kind: 'plot',
    table: {
      columns: [
        { name: 'x', type: 'text' },
        { name: 'y', type: 'number' },
      ],
      rows: [['a', 1]],
    },
    asked: { kind: 'bar', x: 0, y: 1, measure: 'sum' },
  } satisfies SheetRequest),
);

export function createSheetPress({ deadlineMs = SHEET_DEADLINE_MS, idleMs = IDLE_MS } = {}): SheetPress {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let nextId = 0;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  function thread(): Worker {
    if (worker) return worker;
    const started = new Worker(new URL('./sheet-thread.ts', import.meta.url), {
      execArgv: ['--no-warnings'],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    started.unref();
    // Whoever waits for it hears of it by its exit.
    started.on('error', () => undefined);
    started.on('exit', () => {
      if (worker === started) worker = undefined;
    });
    worker = started;
    return started;
  }
  async function end(): Promise<void> {
    clearTimeout(idle);
    const ended = worker;
    worker = undefined;
    await ended?.terminate();
  }

  async function drawn(json: Uint8Array, signal: AbortSignal, withinMs: number): Promise<DrawnSheet> {
    signal.throwIfAborted();
    clearTimeout(idle);
    const drawing = thread();
    const id = ++nextId;
    const { promise, resolve, reject } = Promise.withResolvers<DrawnSheet>();
    const onReply = (reply: SheetReply): void => {
      if (reply.id !== id) return;
      if ('sheet' in reply) resolve(reply.sheet);
      else reject(new SheetError(reply.asked ? 'not_showable' : 'failed', reply.failure));
    };
    const onExit = (): void => reject(new SheetError('failed', 'The drawing thread ended before it was done.'));
    const onAbort = (): void => reject(signal.reason);
    const timer = setTimeout(() => {
      reject(new SheetError('too_slow', `It was not drawn within ${withinMs} ms.`));
      // It may be in an endless loop: nothing but its end stops it.
      void end();
    }, withinMs);
    drawing.on('message', onReply).on('exit', onExit);
    signal.addEventListener('abort', onAbort, { once: true });
    drawing.postMessage({ id, json } satisfies SheetJob);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      drawing.off('message', onReply).off('exit', onExit);
      signal.removeEventListener('abort', onAbort);
      idle = setTimeout(() => void end(), idleMs);
      idle.unref();
    }
  }

  async function draw(json: Uint8Array, signal: AbortSignal, withinMs: number): Promise<DrawnSheet> {
    if (waiting >= MAX_WAITING) throw new SheetError('busy', `${waiting} sheets are already being drawn.`);
    waiting += 1;
    const drawing = last.then(() => drawn(json, signal, withinMs));
    last = drawing.catch(() => undefined);
    try {
      return await drawing;
    } finally {
      waiting -= 1;
    }
  }

  return {
    draw: (json, signal) => draw(json, signal, deadlineMs),
    warm: () => {
      if (!worker) void draw(SMALL_PLOT, new AbortController().signal, WARM_MS).catch(() => undefined);
    },
    close: end,
  };
}
