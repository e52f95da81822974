/**
 * Follows a stream of events until its end, coming back after each break with the last one it had, so that nothing is
 * missed and nothing comes twice.
 */
import { failureOf } from './ask.ts';
import { Failure } from './failure.ts';
import { sseReader } from './sse-text.ts';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;
/** Three of the server's heartbeats. */
const SILENCE_MS = 45_000;
/** Answers that another try does not change. */
const FINAL = new Set(['call_not_found', 'task_not_found', 'key_required', 'session_required', 'role_required']);

export interface Following {
  /** One event's data, parsed as JSON. */
  onData: (data: unknown) => void;
  onState: (state: 'live' | 'reconnecting') => void;
}

/** Resolves when the stream has ended for good or `signal` aborts; throws `Failure` when another try would not help. */
export async function follow(path: string, { onData, onState }: Following, signal: AbortSignal): Promise<void> {
  let lastId: string | undefined;
  let failures = 0;
  while (!signal.aborted) {
    const silent = new AbortController();
    let timer = setTimeout(() => silent.abort(), SILENCE_MS);
    try {
      const reply = await fetch(path, {
        headers: { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) },
        signal: AbortSignal.any([signal, silent.signal]),
      });
      if (!reply.ok) throw await failureOf(reply);
      onState('live');
      const read = sseReader();
      const decoder = new TextDecoder();
      for await (const chunk of chunksOf(reply)) {
        clearTimeout(timer);
        timer = setTimeout(() => silent.abort(), SILENCE_MS);
        for (const { event, id, data } of read(decoder.decode(chunk, { stream: true }))) {
          if (event === 'end') return;
          if (event !== 'message') continue;
          failures = 0;
          if (id !== undefined) lastId = id;
          onData(JSON.parse(data));
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Failure && FINAL.has(error.code)) throw error;
    } finally {
      clearTimeout(timer);
    }
    onState('reconnecting');
    await pause(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures), signal);
    failures += 1;
  }
}

async function* chunksOf(reply: Response): AsyncGenerator<Uint8Array> {
  const reader = reply.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
