/**
 * A call's events as server-sent events: what is logged, then what comes, without a hole. A reader that does not keep
 * up is dropped by name rather than buffered for; it may come back with Last-Event-ID and misses nothing.
 */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { LogRow } from '../../agents/log/event-log.ts';
import { StoreError } from '../../agents/log/store-error.ts';

/** Proxies cut a silent connection after a minute or less. */
const HEARTBEAT_MS = 15_000;
/** A socket whose buffer does not drain in this time belongs to a reader that has gone or stopped. */
const DRAIN_DEADLINE_MS = 10_000;

export type StreamEnd = 'call ended' | 'reader left' | 'slow reader dropped' | 'log failed';

const asText = (fields: { id?: number; event?: string; data: unknown }): string =>
  `${fields.id === undefined ? '' : `id: ${fields.id}\n`}${fields.event === undefined ? '' : `event: ${fields.event}\n`}data: ${JSON.stringify(fields.data)}\n\n`;

/** Writes until the call ends, the reader leaves or falls behind, or `signal` aborts. Never throws; ends the response. */
export async function streamEvents(
  raw: ServerResponse,
  rows: AsyncIterable<LogRow>,
  signal: AbortSignal,
): Promise<StreamEnd> {
  const heartbeat = setInterval(() => {
    if (!raw.writableNeedDrain) raw.write(': still here\n\n');
  }, HEARTBEAT_MS);
  try {
    for await (const { entry } of rows) {
      if (!(await write(raw, asText({ id: entry.seq, data: entry }), signal))) return drop(raw, signal);
      if (entry.type === 'call.ended' && entry.outcome !== 'handed-over') {
        raw.write(asText({ event: 'end', data: { reason: entry.reason } }));
        return 'call ended';
      }
    }
    return 'reader left';
  } catch (error) {
    if (signal.aborted) return 'reader left';
    if (error instanceof StoreError && error.failure === 'slow-subscriber') return drop(raw, signal);
    raw.write(
      asText({
        event: 'failed',
        data: {
          code: 'log_unavailable',
          message: 'The log of calls cannot be followed now; come back with Last-Event-ID.',
        },
      }),
    );
    return 'log failed';
  } finally {
    clearInterval(heartbeat);
    raw.end();
  }
}

/** False when the reader did not take it in time. */
async function write(raw: ServerResponse, text: string, signal: AbortSignal): Promise<boolean> {
  if (raw.write(text)) return true;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), DRAIN_DEADLINE_MS);
  try {
    await once(raw, 'drain', { signal: AbortSignal.any([signal, late.signal]) });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function drop(raw: ServerResponse, signal: AbortSignal): StreamEnd {
  if (signal.aborted) return 'reader left';
  raw.write(
    asText({
      event: 'dropped',
      data: {
        code: 'slow_reader',
        message: 'You read more slowly than the call speaks; come back with Last-Event-ID.',
      },
    }),
  );
  // What the socket still holds may never be read: it must not keep the connection open.
  setTimeout(() => raw.destroy(), 1000).unref();
  return 'slow reader dropped';
}
