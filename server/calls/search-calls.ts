/**
 * Finds past calls by what was said in them. What was said is sealed, so nothing can be indexed in the clear: calls are
 * opened one after another, newest first, until enough were found or looked at.
 */
import type { Utterance } from '../../agents/log/call-state.ts';
import { withCommitted, withComposed, withHeard } from '../../agents/log/conversation.ts';
import type { LogEntry } from '../../agents/log/entry.ts';
import type { CallFilter, CallSummary } from '../../agents/log/event-log.ts';
import type { CallLogReader } from '../app-context.ts';

export interface CallHit {
  call: CallSummary;
  passages: { atMs: number; who: 'caller' | 'agent'; text: string }[];
}
export interface CallSearch {
  hits: CallHit[];
  /** How many calls were opened. */
  looked: number;
  /** Go on from here; undefined when there are no older calls. */
  next: string | undefined;
}

const PAGE = 500;
const SPOKEN = ['turn.committed', 'reply.composed', 'reply.heard'] as const;
/** Opening a call of ten minutes takes some fifty milliseconds. */
const MAX_LOOKED = 300;
const MAX_PASSAGES = 3;
const AROUND_CHARS = 80;
const DEADLINE_MS = 8_000;

/** Every word must occur in one utterance, in any order, whatever its case and accents. */
export async function searchCalls(
  log: CallLogReader,
  request: { query: string; filter: CallFilter; limit: number; cursor?: string | undefined },
  nowMs: () => number,
  signal: AbortSignal,
): Promise<CallSearch> {
  const words = folded(request.query).split(/\s+/).filter(Boolean);
  const untilMs = nowMs() + DEADLINE_MS;
  const hits: CallHit[] = [];
  let looked = 0;
  let cursor = request.cursor;
  do {
    const page = await log.calls(request.filter, { limit: 1, ...(cursor === undefined ? {} : { cursor }) });
    const [call] = page.calls;
    cursor = page.next;
    if (!call) break;
    looked += 1;
    const passages = await passagesOf(log, call.callId, words, signal);
    if (passages.length > 0) hits.push({ call, passages });
  } while (cursor !== undefined && hits.length < request.limit && looked < MAX_LOOKED && nowMs() < untilMs);
  return { hits, looked, next: cursor };
}

async function passagesOf(log: CallLogReader, callId: string, words: readonly string[], signal: AbortSignal) {
  const passages: CallHit['passages'] = [];
  for (const utterance of await spokenIn(log, callId, signal)) {
    const text = utterance.role === 'agent' ? utterance.heard || utterance.composed : utterance.text;
    const plain = folded(text);
    if (!words.every((word) => plain.includes(word))) continue;
    const at = plain.indexOf(words[0] ?? '');
    passages.push({
      atMs: utterance.atMs,
      who: utterance.role === 'agent' ? 'agent' : 'caller',
      text: around(text, at),
    });
    if (passages.length === MAX_PASSAGES) break;
  }
  return passages;
}

/** The conversation alone: nothing else of the log is opened. */
async function spokenIn(log: CallLogReader, callId: string, signal: AbortSignal): Promise<Utterance[]> {
  let turns: Utterance[] = [];
  for (let after = 0; ; ) {
    const page = await log.read(callId, after, PAGE, SPOKEN);
    signal.throwIfAborted();
    for (const entry of page) turns = withSpoken(turns, entry);
    const last = page.at(-1);
    if (page.length < PAGE || !last) return turns;
    after = last.seq;
  }
}

function withSpoken(turns: Utterance[], entry: LogEntry): Utterance[] {
  if (entry.type === 'turn.committed') return withCommitted(turns, entry);
  if (entry.type === 'reply.composed') return withComposed(turns, entry);
  return entry.type === 'reply.heard' ? withHeard(turns, entry) : turns;
}

/** Same length as the text for what people write, so that a place in one is a place in the other. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();

function around(text: string, at: number): string {
  const from = Math.max(0, at - AROUND_CHARS);
  const to = Math.min(text.length, at + AROUND_CHARS);
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}
