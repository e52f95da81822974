/**
 * What every store of call events can do, whatever it is built on. Types only.
 * One writer per call appends in sequence; anybody may read, list and follow. Failures are StoreErrors.
 */
import type { LogEntry } from './entry.ts';
import type { CallEvent, CallEventType } from './events.ts';

/** An entry with its place in the order of the whole store (across calls). Positions grow; they may have gaps. */
export interface LogRow {
  position: number;
  entry: LogEntry;
}

export interface CallSummary {
  callId: string;
  /** First caller of the call; undefined until one joined. */
  userId: string | undefined;
  agent: string | undefined;
  roomName: string | undefined;
  startedAtMs: number;
  endedAtMs: number | undefined;
  outcome: 'completed' | 'failed' | 'handed-over' | undefined;
  lastSeq: number;
}

export interface CallFilter {
  userId?: string;
  agent?: string;
  status?: 'live' | 'ended';
  /** Started at or after. */
  sinceMs?: number;
  /** Started before. */
  untilMs?: number;
}
export interface CallPage {
  /** 1 to 500. */
  limit: number;
  /** `next` of the page before. */
  cursor?: string;
}

export type Integrity = { intact: true; events: number } | { intact: false; seq: number; reason: string };

export interface EventLog {
  /**
   * Stores events of one call, in sequence. Resolves with the call's last seq once all of them are durable.
   * Events already stored are skipped (sending twice stores once). Rejects with StoreError 'gap', 'conflict' or
   * 'invalid' and stores none of them, or with a retryable failure of the medium.
   * `userId` is whose content this is; undefined before the caller is known.
   */
  append(callId: string, userId: string | undefined, events: readonly CallEvent[]): Promise<number>;
  /**
   * Entries after `afterSeq` (0: from the start), at most `limit` (default 1,000), in order; of these types only, when
   * some are given.
   */
  read(callId: string, afterSeq?: number, limit?: number, types?: readonly CallEventType[]): Promise<LogEntry[]>;
  /** Newest first. */
  calls(filter: CallFilter, page: CallPage): Promise<{ calls: CallSummary[]; next: string | undefined }>;
  /**
   * What is stored, then what comes, without a hole between. For one call `after` is a seq, for all calls a position.
   * Ends quietly when `signal` aborts. Throws StoreError 'slow-subscriber' when the consumer falls too far behind.
   */
  subscribe(target: { callId: string } | 'all', after: number, signal: AbortSignal): AsyncIterable<LogRow>;
  /** The position of the newest row, 0 when there is none: follow from here to see only what is new. */
  head(): Promise<number>;
  /** Recomputes the hash chain of a call. */
  verify(callId: string): Promise<Integrity>;
  /** Destroys the user's keys and those of their calls: marked content reads as empty from then on. */
  forgetUser(userId: string): Promise<{ keysDestroyed: number }>;
  /** When text was last destroyed for anybody, epoch ms; 0: never. Whoever keeps what was read forgets it when this changes. */
  lastForgottenMs(): Promise<number>;
  close(): Promise<void>;
}

/** All entries of a call, page by page. */
export async function* entriesOf(log: EventLog, callId: string, afterSeq = 0): AsyncGenerator<LogEntry> {
  let after = afterSeq;
  for (;;) {
    const page = await log.read(callId, after);
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.seq;
  }
}
