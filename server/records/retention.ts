/**
 * Removes once an hour what was kept for as long as it may be: rows in small batches with pauses between, so that
 * calls have the database to themselves, and the files of calls that are no more. What fails is tried in the next hour.
 */

import type { Removed, RetentionStore } from '../../agents/log/retention.ts';
import { sleep } from '../../media/clock.ts';

export interface RetentionOptions {
  store: Pick<RetentionStore, 'sweep' | 'unknownCalls' | 'shrink'>;
  files: {
    /** Calls whose files nobody touched since then. */
    olderThan(beforeMs: number): Promise<string[]>;
    remove(callId: string): Promise<void>;
  };
  days: number;
  nowMs(): number;
  log: {
    info(facts: Record<string, unknown>, message: string): void;
    warn(facts: Record<string, unknown>, message: string): void;
  };
  /** For tests: how long between two rounds, and between two batches. */
  everyMs?: number;
  pauseMs?: number;
}
export interface Retention {
  stop(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Several times what a batch takes. */
const PAUSE_MS = 100;

export function startRetention(options: RetentionOptions): Retention {
  const { log, everyMs = HOUR_MS } = options;
  const stop = new AbortController();
  const running = (async () => {
    while (!stop.signal.aborted) {
      try {
        const removed = await oneRound(options, stop.signal);
        if (Object.values(removed).some((count) => count > 0))
          log.info({ ...removed, days: options.days }, 'what was kept long enough was removed');
      } catch (error) {
        if (!stop.signal.aborted) log.warn({ err: error }, 'what was kept long enough could not all be removed');
      }
      await sleep(everyMs, stop.signal).catch(() => {});
    }
  })();
  return {
    async stop() {
      stop.abort(new Error('The server stops.'));
      await running;
    },
  };
}

async function oneRound(options: RetentionOptions, signal: AbortSignal): Promise<Removed & { files: number }> {
  const { store, files, days, nowMs, pauseMs = PAUSE_MS } = options;
  const beforeMs = nowMs() - days * DAY_MS;
  const removed = { calls: 0, events: 0, commands: 0, tasks: 0, approvals: 0, files: 0 };
  for (let more = true; more; ) {
    const batch = await store.sweep(beforeMs);
    removed.calls += batch.removed.calls;
    removed.events += batch.removed.events;
    removed.commands += batch.removed.commands;
    removed.tasks += batch.removed.tasks;
    removed.approvals += batch.removed.approvals;
    for (const callId of batch.callIds) await files.remove(callId);
    more = batch.more;
    if (more) await sleep(pauseMs, signal);
  }
  // Left behind by hosts and servers that ended before they could tidy up.
  for (const callId of await store.unknownCalls(await files.olderThan(beforeMs))) {
    await files.remove(callId);
    removed.files += 1;
  }
  while ((await store.shrink()) > 0) await sleep(pauseMs, signal);
  return removed;
}
