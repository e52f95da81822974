/**
 * A log that lives as long as its process, with the same behaviour as the durable one (sequence, conflict, following,
 * forgetting): for tests, and for a call that should leave nothing behind.
 */
import { readEntry, readEnvelope } from './entry.ts';
import type { CallSummary, EventLog, LogRow } from './event-log.ts';
import type { CallEvent } from './events.ts';
import { StoreError } from './store-error.ts';
import { subscribeTo } from './subscribe.ts';
import { createTail } from './tail.ts';

interface StoredCall {
  summary: CallSummary;
  users: Set<string>;
  rows: { position: number; owner: string | undefined; event: CallEvent }[];
}

export function createInMemoryEventLog(options: { subscriberBufferRows?: number } = {}): EventLog {
  const calls = new Map<string, StoredCall>();
  let lastForgottenMs = 0;
  const order: { call: StoredCall; index: number }[] = [];

  const rowAt = (call: StoredCall, index: number): LogRow => {
    const row = call.rows[index];
    if (!row) throw new StoreError('not-found', `Call ${call.summary.callId} has no row ${index}.`);
    return { position: row.position, entry: readEntry(structuredClone(row.event)) };
  };
  const ofCall = async (callId: string, afterSeq: number, limit: number): Promise<LogRow[]> => {
    const call = calls.get(callId);
    if (!call) return [];
    return call.rows.slice(afterSeq, afterSeq + limit).map((_, index) => rowAt(call, afterSeq + index));
  };
  const ofAll = async (after: number, limit: number): Promise<LogRow[]> =>
    order.slice(after, after + limit).map(({ call, index }) => rowAt(call, index));
  const tail = createTail({ head: async () => order.length, after: ofAll, onTrouble: () => {} });

  function append(callId: string, userId: string | undefined, events: readonly CallEvent[]): number {
    const existing = calls.get(callId);
    const fresh = checkSequence(existing, callId, events);
    const first = events[0];
    if (!existing && !first) return 0;
    const call = existing ?? { summary: newSummary(callId, first?.atMs ?? 0), users: new Set<string>(), rows: [] };
    calls.set(callId, call);
    for (const event of fresh) {
      note(call, event, userId);
      const owner = event.type === 'participant.joined' ? event.userId : userId;
      call.rows.push({ position: order.length + 1, owner, event: structuredClone(event) });
      order.push({ call, index: call.rows.length - 1 });
    }
    call.summary.lastSeq = call.rows.length;
    return call.summary.lastSeq;
  }

  return {
    async append(callId, userId, events) {
      const lastSeq = append(callId, userId, events);
      tail.poke();
      return lastSeq;
    },
    read: async (callId, afterSeq = 0, limit = 1_000, types) => {
      const rows = await ofCall(callId, afterSeq, types ? Number.POSITIVE_INFINITY : limit);
      const entries = rows.map((row) => row.entry);
      return types ? entries.filter(({ type }) => types.some((one) => one === type)).slice(0, limit) : entries;
    },
    async calls(filter, page) {
      const wanted = [...calls.values()]
        .filter(({ summary, users }) => {
          if (filter.userId !== undefined && summary.userId !== filter.userId && !users.has(filter.userId))
            return false;
          if (filter.agent !== undefined && summary.agent !== filter.agent) return false;
          if (filter.status !== undefined && (filter.status === 'live') !== (summary.endedAtMs === undefined))
            return false;
          if (filter.sinceMs !== undefined && summary.startedAtMs < filter.sinceMs) return false;
          return filter.untilMs === undefined || summary.startedAtMs < filter.untilMs;
        })
        .map(({ summary }) => ({ ...summary }))
        .sort((a, b) => b.startedAtMs - a.startedAtMs || (a.callId < b.callId ? -1 : 1));
      const from = page.cursor === undefined ? 0 : wanted.findIndex((call) => call.callId === page.cursor) + 1;
      const shown = wanted.slice(from, from + page.limit);
      return { calls: shown, next: from + page.limit < wanted.length ? shown.at(-1)?.callId : undefined };
    },
    subscribe: subscribeTo({ ofCall, ofAll }, tail, options.subscriberBufferRows),
    head: async () => order.length,
    async verify(callId) {
      const call = calls.get(callId);
      if (!call) throw new StoreError('not-found', `There is no call ${callId}.`);
      return { intact: true, events: call.rows.length };
    },
    async forgetUser(userId) {
      let keysDestroyed = 0;
      lastForgottenMs = Math.max(lastForgottenMs + 1, Date.now());
      for (const call of calls.values()) {
        if (!call.users.has(userId) && call.summary.userId !== userId) continue;
        keysDestroyed += 1;
        for (const row of call.rows) {
          if (row.owner === undefined || row.owner === userId) row.event = blank(row.event);
        }
      }
      return { keysDestroyed };
    },
    lastForgottenMs: async () => lastForgottenMs,
    async close() {
      tail.close();
    },
  };
}

function checkSequence(call: StoredCall | undefined, callId: string, events: readonly CallEvent[]): CallEvent[] {
  let lastSeq = call?.rows.length ?? 0;
  return events.filter((event) => {
    const { seq, type, atMs } = readEnvelope(event);
    if (event.callId !== callId)
      throw new StoreError('invalid', `Event ${seq} belongs to call ${event.callId}, not to ${callId}.`);
    if (seq <= lastSeq) {
      const stored = call?.rows[seq - 1]?.event ?? events.find((other) => other.seq === seq);
      if (stored?.type === type && stored.atMs === atMs) return false;
      throw new StoreError(
        'conflict',
        `Call ${callId}: event ${seq} is stored as ${stored?.type ?? 'nothing'} and was sent again as ${type}; a call has one writer.`,
      );
    }
    if (seq !== lastSeq + 1)
      throw new StoreError(
        'gap',
        `Call ${callId}: event ${seq} cannot follow ${lastSeq}; event ${lastSeq + 1} is missing.`,
      );
    lastSeq = seq;
    return true;
  });
}

const newSummary = (callId: string, startedAtMs: number): CallSummary => ({
  callId,
  userId: undefined,
  agent: undefined,
  roomName: undefined,
  startedAtMs,
  endedAtMs: undefined,
  outcome: undefined,
  lastSeq: 0,
});

function note(call: StoredCall, event: CallEvent, userId: string | undefined): void {
  const { summary } = call;
  if (userId !== undefined) summary.userId ??= userId;
  if (event.type === 'call.started') {
    summary.agent = event.agent;
    summary.roomName = event.roomName;
  } else if (event.type === 'participant.joined') {
    call.users.add(event.userId);
    if (event.kind === 'standard' || event.kind === 'sip') summary.userId ??= event.userId;
  } else if (event.type === 'call.ended' && event.outcome !== 'handed-over') {
    summary.endedAtMs = event.atMs;
    summary.outcome = event.outcome;
  }
}

/** The event with its marked text gone, as a destroyed key leaves it. */
function blank<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if ('private' in value && typeof value.private === 'string') return { ...value, private: '', destroyed: true };
  if (Array.isArray(value)) return value.map((item) => blank(item)) as T & unknown[];
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, blank(item)])) as T & object;
}
