/**
 * The log of a task as server-sent events: what is there, then what comes, until the task is over. A reader that does
 * not keep up is dropped; it may come back with Last-Event-ID and misses nothing.
 */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskStore } from '../../agents/tasks/task-store.ts';

const LOOK_EVERY_MS = 400;
/** Proxies cut a silent connection after a minute or less. */
const HEARTBEAT_EVERY_LOOKS = 35;
const DRAIN_DEADLINE_MS = 10_000;
const PAGE = 200;

export type TaskStreamEnd = 'task over' | 'reader left' | 'slow reader dropped' | 'store failed';

/** Never throws; ends the response. */
export async function streamTask(
  raw: ServerResponse,
  store: Pick<TaskStore, 'log'>,
  id: string,
  after: number,
  signal: AbortSignal,
): Promise<TaskStreamEnd> {
  let seq = after;
  try {
    for (let looks = 1; ; looks += 1) {
      const entries = await store.log(id, seq, PAGE);
      for (const entry of entries) {
        seq = entry.seq;
        if (!(await write(raw, `id: ${seq}\ndata: ${JSON.stringify(entry)}\n\n`, signal)))
          return signal.aborted ? 'reader left' : 'slow reader dropped';
        if (entry.type === 'transition' && (entry.to === 'COMPLETED' || entry.to === 'FAILED')) {
          raw.write(`event: end\ndata: ${JSON.stringify({ state: entry.to })}\n\n`);
          return 'task over';
        }
      }
      if (entries.length === PAGE) continue;
      if (looks % HEARTBEAT_EVERY_LOOKS === 0) raw.write(': still here\n\n');
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
  } catch {
    if (signal.aborted) return 'reader left';
    const data = { code: 'log_unavailable', message: 'The task cannot be followed now; come back with Last-Event-ID.' };
    raw.write(`event: failed\ndata: ${JSON.stringify(data)}\n\n`);
    return 'store failed';
  } finally {
    raw.end();
  }
}

/** False when the reader did not take it in time. */
async function write(raw: ServerResponse, text: string, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  if (raw.write(text)) return true;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), DRAIN_DEADLINE_MS);
  try {
    await once(raw, 'drain', { signal: AbortSignal.any([signal, late.signal]) });
    return true;
  } catch {
    // What the socket still holds may never be read: it must not keep the connection open.
    setTimeout(() => raw.destroy(), 1_000).unref();
    return false;
  } finally {
    clearTimeout(timer);
  }
}
