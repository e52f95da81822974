/** Follows the whole log for as long as the server runs, and starts again where it was when the log fails. */
import type { FastifyBaseLogger } from 'fastify';
import type { LogEntry } from '../../agents/log/entry.ts';
import type { CallLogReader } from '../app-context.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

export interface FollowOptions {
  eventLog: Pick<CallLogReader, 'subscribe' | 'head'>;
  onEntry(entry: LogEntry): void;
  log: FastifyBaseLogger;
  /** Ends it. */
  signal: AbortSignal;
}

/** Resolves when `signal` aborts; never rejects. Each entry written since the start is given exactly once. */
export async function followLog({ eventLog, onEntry, log, signal }: FollowOptions): Promise<void> {
  let after: number | undefined;
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    try {
      after ??= await eventLog.head();
      for await (const { position, entry } of eventLog.subscribe('all', after, signal)) {
        after = position;
        retryMs = FIRST_RETRY_MS;
        onEntry(entry);
      }
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error, retryMs }, 'the log of calls cannot be followed now; the figures will catch up');
    }
    await pause(retryMs, signal);
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
