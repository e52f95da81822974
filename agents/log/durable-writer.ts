/**
 * Between a call that must go on and a disk that may not: takes events at once, writes them in order per call, keeps
 * what a full or locked disk refuses in a bounded buffer and tries again. Reports per call how far it is durable, and
 * what is lost when the buffer is full: a full disk loses nothing that still fits, and nothing silently.
 */
import type { EventLog } from './event-log.ts';
import type { CallEvent } from './events.ts';
import { StoreError } from './store-error.ts';

export interface DurableWriterOptions {
  log: Pick<EventLog, 'append'>;
  /** All events up to and including `seq` are durable. */
  onCommitted(callId: string, seq: number): void;
  /**
   * The event `seq` is not stored. 'delayed': it is buffered and being retried. 'dropped': the buffer is full.
   * 'refused': the store will never take it. After dropped or refused the call may send again from `seq`.
   */
  onFailed(callId: string, seq: number, outcome: 'delayed' | 'dropped' | 'refused', reason: string): void;
  /** Told once when writing starts to fail and once when it works again. */
  onHealth?(state: 'failing' | 'recovered', reason: string): void;
  /** Default 32 MB: hours of calls. */
  maxBufferedBytes?: number;
  /** First pause after a failure, doubled up to `maxRetryMs`. Defaults 250 and 5,000. */
  retryMs?: number;
  maxRetryMs?: number;
}

export interface DurableWriter {
  /** Never throws and never waits; outcomes come through the callbacks. */
  write(callId: string, userId: string | undefined, events: readonly CallEvent[]): void;
  buffered(): { events: number; bytes: number };
  /** Resolves true when all that was written so far is durable, false at the deadline. */
  drain(deadlineMs: number): Promise<boolean>;
  /** Drains, then stops retrying. */
  close(deadlineMs: number): Promise<boolean>;
}

interface Buffered {
  event: CallEvent;
  userId: string | undefined;
  bytes: number;
}
interface CallQueue {
  callId: string;
  waiting: Buffered[];
  /** Last seq accepted into the buffer; undefined until the first event. */
  acceptedSeq: number | undefined;
  writing: boolean;
  failures: number;
  timer: NodeJS.Timeout | undefined;
}

const DEFAULT_BUFFER_BYTES = 32 * 1024 * 1024;
const MAX_APPEND_EVENTS = 200;

export function createDurableWriter(options: DurableWriterOptions): DurableWriter {
  const { log, onCommitted, onFailed } = options;
  const maxBytes = options.maxBufferedBytes ?? DEFAULT_BUFFER_BYTES;
  const firstRetryMs = options.retryMs ?? 250;
  const maxRetryMs = options.maxRetryMs ?? 5_000;
  const queues = new Map<string, CallQueue>();
  const idle = new Set<() => void>();
  let bytes = 0;
  let failing = false;
  let closed = false;

  function accept(queue: CallQueue, userId: string | undefined, event: CallEvent): boolean {
    const { callId } = queue;
    // Sent again while still buffered: it is on its way.
    if (queue.acceptedSeq !== undefined && event.seq <= queue.acceptedSeq) return true;
    if (queue.acceptedSeq !== undefined && event.seq !== queue.acceptedSeq + 1) {
      onFailed(
        callId,
        event.seq,
        'dropped',
        `Event ${event.seq} of call ${callId} cannot follow ${queue.acceptedSeq}: send again from ${queue.acceptedSeq + 1}.`,
      );
      return false;
    }
    const size = Buffer.byteLength(JSON.stringify(event));
    if (bytes + size > maxBytes) {
      onFailed(
        callId,
        event.seq,
        'dropped',
        `${bytes} bytes of events already wait for the disk (at most ${maxBytes}); event ${event.seq} of call ${callId} was dropped.`,
      );
      return false;
    }
    bytes += size;
    queue.waiting.push({ event, userId, bytes: size });
    queue.acceptedSeq = event.seq;
    return true;
  }

  /** The longest run at the head that shares a user, so that it can be one append. */
  function nextRun(queue: CallQueue): Buffered[] {
    const userId = queue.waiting[0]?.userId;
    const end = queue.waiting.findIndex((item) => item.userId !== userId);
    return queue.waiting.slice(0, Math.min(end < 0 ? queue.waiting.length : end, MAX_APPEND_EVENTS));
  }

  function remove(queue: CallQueue, items: readonly Buffered[]): void {
    queue.waiting = queue.waiting.slice(items.length);
    for (const item of items) bytes -= item.bytes;
  }

  async function pump(queue: CallQueue): Promise<void> {
    if (queue.writing || queue.timer) return;
    queue.writing = true;
    try {
      while (queue.waiting.length > 0) {
        const run = nextRun(queue);
        const events = run.map((item) => item.event);
        const seq = events.at(-1)?.seq ?? 0;
        try {
          await log.append(queue.callId, run[0]?.userId, events);
        } catch (error) {
          if (!failed(queue, run, error)) return;
          continue;
        }
        remove(queue, run);
        queue.failures = 0;
        if (failing) {
          failing = false;
          options.onHealth?.('recovered', `Events are being written again; ${bytes} bytes still wait.`);
        }
        onCommitted(queue.callId, seq);
      }
      queues.delete(queue.callId);
    } finally {
      queue.writing = false;
      if (queues.size === 0) for (const resolve of idle) resolve();
    }
  }

  /** True when the queue may go on at once. */
  function failed(queue: CallQueue, run: readonly Buffered[], error: unknown): boolean {
    const reason = error instanceof Error ? error.message : String(error);
    const firstSeq = run[0]?.event.seq ?? 0;
    if (error instanceof StoreError && !error.retryable) {
      // What follows a refused event could only be refused too.
      remove(queue, queue.waiting);
      queue.acceptedSeq = undefined;
      onFailed(queue.callId, firstSeq, 'refused', reason);
      return true;
    }
    if (!failing) options.onHealth?.('failing', reason);
    failing = true;
    if (queue.failures === 0) onFailed(queue.callId, firstSeq, 'delayed', reason);
    const pauseMs = Math.min(maxRetryMs, firstRetryMs * 2 ** Math.min(queue.failures, 10));
    queue.failures += 1;
    if (closed) return false;
    queue.timer = setTimeout(() => {
      queue.timer = undefined;
      void pump(queue);
    }, pauseMs);
    return false;
  }

  function drain(deadlineMs: number): Promise<boolean> {
    if (queues.size === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = (done: boolean) => {
        clearTimeout(timer);
        idle.delete(onIdle);
        resolve(done);
      };
      const onIdle = () => finish(true);
      const timer = setTimeout(() => finish(false), deadlineMs);
      idle.add(onIdle);
    });
  }

  return {
    write(callId, userId, events) {
      if (closed) {
        for (const event of events.slice(0, 1))
          onFailed(
            callId,
            event.seq,
            'dropped',
            `The writer is closed; event ${event.seq} of call ${callId} came too late.`,
          );
        return;
      }
      const queue = queues.get(callId) ?? {
        callId,
        waiting: [],
        acceptedSeq: undefined,
        writing: false,
        failures: 0,
        timer: undefined,
      };
      for (const event of events) if (!accept(queue, userId, event)) break;
      if (queue.waiting.length === 0) return;
      queues.set(callId, queue);
      void pump(queue);
    },
    buffered: () => ({ events: [...queues.values()].reduce((sum, queue) => sum + queue.waiting.length, 0), bytes }),
    drain,
    async close(deadlineMs) {
      const done = await drain(deadlineMs);
      closed = true;
      for (const queue of queues.values()) clearTimeout(queue.timer);
      return done;
    },
  };
}
