/**
 * The conversation as the page shows it: what both sides said or typed, and short notes between. Pure: every function
 * takes the entries and returns new ones. Bounded: the oldest lines leave when a call outgrows MAX_ENTRIES.
 */
import type { PageEvent } from '../../../server/api/page-events.ts';
import type { FileEntry } from './file-entry.ts';

/** Enough for hours of talk, few enough that a phone scrolls smoothly. */
export const MAX_ENTRIES = 600;

export type Speaker = 'caller' | 'agent';
export type StagesMs = Extract<PageEvent, { type: 'turn-times' }>['stagesMs'];
/** `left`: nobody will say any more what became of it. */
export type ToolPhase = Extract<PageEvent, { type: 'tool' }>['phase'] | 'left';

/** `resent`: no answer came, so it is on its way a second time; `lost`: no answer to that either. */
export type Delivery = 'waiting' | 'resent' | 'sent' | 'failed' | 'lost';

export interface SpokenEntry {
  kind: 'spoken';
  id: string;
  who: Speaker;
  via: 'voice' | 'typed';
  text: string;
  /** False while the words may still change or grow. */
  final: boolean;
  /** The speaker was stopped before the end. */
  cut: boolean;
  /** Of a typed message: whether it has left this page. What is spoken counts as sent. */
  delivery: Delivery;
  stagesMs?: StagesMs;
  /** Of an agent that has handed the call on since: who said it. */
  name?: string;
}

export interface NoteEntry {
  kind: 'note';
  id: string;
  note:
    | 'tool'
    | 'remembered'
    | 'forgotten'
    | 'refused'
    | 'person'
    | 'presented'
    | 'noticed'
    | 'task-started'
    | 'task-over'
    | 'task-failed'
    | 'task-escalated';
  text: string;
  phase?: ToolPhase;
}

export type Entry = SpokenEntry | NoteEntry | FileEntry;

export interface Caption {
  segmentId: string;
  who: Speaker;
  text: string;
  final: boolean;
  interrupted: boolean;
}

const bounded = (entries: readonly Entry[]): readonly Entry[] =>
  entries.length > MAX_ENTRIES ? entries.slice(entries.length - MAX_ENTRIES) : entries;

export const append = (entries: readonly Entry[], entry: Entry): readonly Entry[] => bounded([...entries, entry]);

/** A spoken sentence that ends in the middle was stopped in the middle; our agents always end theirs. */
export function endsMidSentence(text: string): boolean {
  const last = text.trimEnd().at(-1);
  return last !== undefined && !/[.!?…:;)\]"'”’»。！？؟۔।]/u.test(last);
}

/** Writes one caption: the words of a segment replace what stood there before; an empty final removes the line. */
export function writeCaption(entries: readonly Entry[], caption: Caption): readonly Entry[] {
  const id = `${caption.who}:${caption.segmentId}`;
  const at = entries.findIndex((entry) => entry.id === id);
  const text = caption.text.trim();
  if (text === '') return caption.final && at >= 0 ? entries.filter((_, index) => index !== at) : entries;
  const before = at >= 0 ? entries[at] : undefined;
  const line: SpokenEntry = {
    kind: 'spoken',
    id,
    who: caption.who,
    via: 'voice',
    text,
    final: caption.final,
    cut: caption.interrupted || (caption.final && caption.who === 'agent' && endsMidSentence(text)),
    delivery: 'sent',
    ...(before?.kind === 'spoken' && before.stagesMs ? { stagesMs: before.stagesMs } : {}),
    ...(before?.kind === 'spoken' && before.name !== undefined ? { name: before.name } : {}),
  };
  return at >= 0 ? entries.with(at, line) : append(entries, line);
}

/** A line nobody will finish (the speaker left, the call ended) is closed as cut off. */
export function closeOpenLines(entries: readonly Entry[], who?: Speaker): readonly Entry[] {
  const open = (entry: Entry): entry is SpokenEntry =>
    entry.kind === 'spoken' && !entry.final && (who === undefined || entry.who === who);
  return entries.some(open)
    ? entries.map((entry) => (open(entry) ? { ...entry, final: true, cut: true } : entry))
    : entries;
}

/** Tools that were at work when the agent left: what becomes of them is not heard of here. */
export const leaveTools = (entries: readonly Entry[]): readonly Entry[] =>
  entries.map((entry) =>
    entry.kind === 'note' && entry.note === 'tool' && entry.phase === 'started' ? { ...entry, phase: 'left' } : entry,
  );

/** A tool has one line that changes as it goes on; a second run of the same tool gets a line of its own. */
export function writeTool(entries: readonly Entry[], id: string, label: string, phase: ToolPhase): readonly Entry[] {
  const at = entries.findLastIndex(
    (entry) => entry.kind === 'note' && entry.note === 'tool' && entry.text === label && entry.phase === 'started',
  );
  const running = at >= 0 ? entries[at] : undefined;
  if (running?.kind === 'note' && phase !== 'started') return entries.with(at, { ...running, phase });
  return append(entries, { kind: 'note', id, note: 'tool', text: label, phase });
}

/** The times of a turn belong to the agent's latest answer. */
export function attachTimes(entries: readonly Entry[], stagesMs: StagesMs): readonly Entry[] {
  const at = entries.findLastIndex((entry) => entry.kind === 'spoken' && entry.who === 'agent');
  const line = at >= 0 ? entries[at] : undefined;
  return line?.kind === 'spoken' ? entries.with(at, { ...line, stagesMs }) : entries;
}

/** What an agent has said stays its own when another one takes the call. */
export const signAgentLines = (entries: readonly Entry[], name: string): readonly Entry[] =>
  entries.map((entry) =>
    entry.kind === 'spoken' && entry.who === 'agent' && entry.name === undefined ? { ...entry, name } : entry,
  );

export function markDelivery(
  entries: readonly Entry[],
  id: string,
  delivery: SpokenEntry['delivery'],
): readonly Entry[] {
  return entries.map((entry) => (entry.id === id && entry.kind === 'spoken' ? { ...entry, delivery } : entry));
}
