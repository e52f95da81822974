/**
 * Walks through what the log says of judged calls of tools, newest call first, page by page and within bounds: a walk
 * that finds no end says so instead of holding up the server.
 */
import { CallReplay, type JudgedCall } from '../../agents/acting/policy/replay.ts';
import type { EventLog } from '../../agents/log/event-log.ts';

export interface Span {
  sinceMs: number;
  untilMs: number;
  agent?: string | undefined;
}
export interface WalkBounds {
  maxCalls: number;
  maxJudged: number;
  deadlineMs: number;
}
export const WALK_BOUNDS: WalkBounds = { maxCalls: 2_000, maxJudged: 20_000, deadlineMs: 15_000 };

export interface Walked {
  calls: number;
  judged: number;
  /** False: the bounds ended it before the span did; the oldest calls are missing. */
  complete: boolean;
}

const CALLS_PAGE = 50;
const ENTRIES_PAGE = 500;
/** No call is longer: one that began before the span may still reach into it. */
const LONGEST_CALL_MS = 4 * 3_600_000;

export async function walkJudged(
  log: Pick<EventLog, 'calls' | 'read'>,
  span: Span,
  take: (judged: JudgedCall) => void,
  { nowMs, signal, bounds = WALK_BOUNDS }: { nowMs(): number; signal: AbortSignal; bounds?: WalkBounds },
): Promise<Walked> {
  const endMs = nowMs() + bounds.deadlineMs;
  const walked: Walked = { calls: 0, judged: 0, complete: false };
  const filter = { sinceMs: span.sinceMs - LONGEST_CALL_MS, untilMs: span.untilMs };
  const spent = (): boolean => walked.calls >= bounds.maxCalls || walked.judged >= bounds.maxJudged || nowMs() >= endMs;
  let cursor: string | undefined;
  do {
    const page = await log.calls(filter, { limit: CALLS_PAGE, ...(cursor === undefined ? {} : { cursor }) });
    for (const { callId, endedAtMs } of page.calls) {
      signal.throwIfAborted();
      if (endedAtMs !== undefined && endedAtMs < span.sinceMs) continue;
      if (spent()) return walked;
      walked.calls += 1;
      for await (const judged of judgedIn(log, callId, signal)) {
        if (judged.atMs < span.sinceMs || judged.atMs >= span.untilMs) continue;
        if (span.agent !== undefined && judged.agent !== span.agent) continue;
        if (spent()) return walked;
        walked.judged += 1;
        take(judged);
      }
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return { ...walked, complete: true };
}

async function* judgedIn(log: Pick<EventLog, 'read'>, callId: string, signal: AbortSignal): AsyncGenerator<JudgedCall> {
  const replay = new CallReplay();
  let after = 0;
  for (;;) {
    const page = await log.read(callId, after, ENTRIES_PAGE);
    signal.throwIfAborted();
    for (const entry of page) {
      after = entry.seq;
      const judged = replay.take(entry);
      if (judged) yield judged;
    }
    if (page.length < ENTRIES_PAGE) return;
  }
}
