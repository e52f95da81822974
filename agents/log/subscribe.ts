/** Subscribing to one call or to all, for any store that can page and has a tail: the two targets as outbox sources. */
import type { EventLog, LogRow } from './event-log.ts';
import { follow } from './outbox.ts';
import type { Tail } from './tail.ts';

const PAGE_ROWS = 500;

export interface Pages {
  ofCall(callId: string, afterSeq: number, limit: number): Promise<LogRow[]>;
  ofAll(afterPosition: number, limit: number): Promise<LogRow[]>;
}

export const subscribeTo = (pages: Pages, tail: Tail, bufferRows?: number): EventLog['subscribe'] => {
  return (target, after, signal) => {
    const listen = (onRows: (rows: readonly LogRow[]) => void) => tail.listen(onRows);
    if (target === 'all') {
      const source = {
        page: (from: number) => pages.ofAll(from, PAGE_ROWS),
        orderOf: (row: LogRow) => row.position,
        wants: () => true,
        listen,
      };
      return follow(source, after, signal, bufferRows);
    }
    const { callId } = target;
    const source = {
      page: (from: number) => pages.ofCall(callId, from, PAGE_ROWS),
      orderOf: (row: LogRow) => row.entry.seq,
      wants: (row: LogRow) => row.entry.callId === callId,
      listen,
    };
    return follow(source, after, signal, bufferRows);
  };
};
