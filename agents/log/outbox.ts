/**
 * Following a log in three phases: backfill what is stored, cut over (rows that arrive meanwhile are buffered and those
 * seen twice dropped), then live. A consumer that lets its buffer fill is dropped with a named error, so that nobody
 * slow can make the process hold the log in memory.
 */
import type { LogRow } from './event-log.ts';
import { StoreError } from './store-error.ts';

/** Rows a live subscriber may be behind. About ten minutes of a busy call. */
const DEFAULT_BUFFER_ROWS = 2_000;

export interface OutboxSource {
  /** Stored rows after `after`, in order; empty when there are no more. */
  page(after: number): Promise<LogRow[]>;
  /** Where a row stands in the order that `after` counts in (seq of a call, or position). */
  orderOf(row: LogRow): number;
  /** Once resolved, `onRows` is called with rows as they appear (of any call) until the returned function is called. */
  listen(onRows: (rows: readonly LogRow[]) => void): Promise<() => void>;
  wants(row: LogRow): boolean;
}

export async function* follow(
  source: OutboxSource,
  after: number,
  signal: AbortSignal,
  bufferRows = DEFAULT_BUFFER_ROWS,
): AsyncGenerator<LogRow> {
  let sent = after;
  const buffer: LogRow[] = [];
  let overflown = false;
  let wake = () => {};
  let stopListening = () => {};
  const startListening = async () => {
    stopListening = await source.listen((rows) => {
      for (const row of rows) {
        if (!source.wants(row)) continue;
        if (buffer.length >= bufferRows) overflown = true;
        else buffer.push(row);
      }
      wake();
    });
  };
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  try {
    let listening = false;
    while (!signal.aborted) {
      const page = await source.page(sent);
      for (const row of page) {
        if (signal.aborted) return;
        sent = source.orderOf(row);
        yield row;
      }
      if (page.length > 0) continue;
      // Caught up once: listen from here, then read once more for what came between the page and the listener.
      if (listening) break;
      await startListening();
      listening = true;
    }
    while (!signal.aborted) {
      if (overflown) {
        throw new StoreError(
          'slow-subscriber',
          `A subscriber is more than ${bufferRows} events behind and was dropped; it may follow again from ${sent}.`,
        );
      }
      const row = buffer.shift();
      if (row) {
        if (source.orderOf(row) <= sent) continue;
        sent = source.orderOf(row);
        yield row;
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (signal.aborted || overflown || buffer.length > 0) resolve();
      });
    }
  } finally {
    stopListening();
    signal.removeEventListener('abort', onAbort);
  }
}
