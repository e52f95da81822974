/**
 * From the log of a task to what is known of it: its row, and how far its work is. Pure. The only place where either
 * advances; an entry that may not follow is refused.
 */
import type { MarkedText } from '../observation/schema.ts';
import { after } from './state.ts';
import type { Task, TaskTransition } from './task.ts';
import type { TaskEntry, TaskEntryOf } from './task-entry.ts';

/** What the log says of the row. */
export interface TaskRow {
  state: Task['state'];
  attempt: number;
  seq: number;
  updatedAtMs: number;
  waitingFor?: TaskTransition['waitingFor'];
  summary?: MarkedText;
}

/** Throws IllegalTransitionError. `row` is undefined before the first entry, which is the transition to RECEIVED. */
export function foldRow(row: TaskRow | undefined, entry: TaskEntry): TaskRow {
  if (entry.type === 'transition') {
    const position = after(row, entry);
    const { waitingFor } = entry;
    return {
      ...position,
      updatedAtMs: entry.atMs,
      ...(waitingFor === undefined ? {} : { waitingFor }),
      ...(row?.summary === undefined || entry.to === 'PLANNED' ? {} : { summary: row.summary }),
    };
  }
  if (row === undefined) throw new Error(`The log of a task begins with its receipt, not with ${entry.type}.`);
  const next = { ...row, seq: entry.seq, updatedAtMs: entry.atMs };
  if (entry.type === 'summarised') return { ...next, summary: entry.text };
  return next;
}

/** One effect or look-up, known by its key, over all plans of the task. */
export interface TaskAct {
  intent?: TaskEntryOf<'intended'>;
  finished?: TaskEntryOf<'finished'>;
  undoing?: TaskEntryOf<'undoing'>;
  undone?: TaskEntryOf<'undone'>;
  asked?: TaskEntryOf<'approval-asked'>;
  decided?: TaskEntryOf<'approval-decided'>;
}
export interface TaskWork {
  row: TaskRow;
  /** The plan of the attempt at hand, as JSON; undefined: one is to be made. */
  planJson?: string;
  /** The seq of that plan: what is later belongs to it. */
  plannedAtSeq: number;
  /** By step of the plan at hand: the key it acted under. */
  keyOfStep: ReadonlyMap<string, string>;
  /** By key. */
  acts: ReadonlyMap<string, TaskAct>;
  observations: readonly string[];
  /** What of the plan at hand a supervisor has agreed to: canonical JSON and who it was. */
  approved: ReadonlyMap<string, string>;
  /** Plans that a supervisor has refused since a person last had the task. */
  refusals: number;
  /** Why it is being wound up. */
  failing?: string;
  spent: { steps: number; toolCalls: number; outputTokens: number; usd: number; activeMs: number };
}

function unanswered({ decided: _, ...rest }: TaskAct = {}): TaskAct {
  return rest;
}
function without({ finished: _, ...rest }: TaskAct = {}): TaskAct {
  return rest;
}

/** No step takes longer: what does is the time in which nobody had the task. */
const LONGEST_STEP_MS = 180_000;
export const workedMs = (fromMs: number, toMs: number): number => Math.min(Math.max(0, toMs - fromMs), LONGEST_STEP_MS);

const WORKING = new Set<Task['state']>(['PLANNED', 'EXECUTING', 'VALIDATING']);

export function foldWork(entries: readonly TaskEntry[]): TaskWork | undefined {
  let row: TaskRow | undefined;
  let planJson: string | undefined;
  let plannedAtSeq = 0;
  let sinceMs = 0;
  const keyOfStep = new Map<string, string>();
  const acts = new Map<string, TaskAct>();
  const observations: string[] = [];
  const approved = new Map<string, string>();
  let refusals = 0;
  let failing: string | undefined;
  const spent = { steps: 0, toolCalls: 0, outputTokens: 0, usd: 0, activeMs: 0 };
  const note = (key: string, part: Partial<TaskAct>) => acts.set(key, { ...acts.get(key), ...part });
  for (const entry of entries) {
    const before = row;
    row = foldRow(row, entry);
    if (before && (WORKING.has(before.state) || before.waitingFor === 'tool'))
      spent.activeMs += workedMs(sinceMs, entry.atMs);
    sinceMs = entry.atMs;
    if ('step' in entry && entry.type !== 'undoing' && entry.type !== 'undone')
      keyOfStep.set(entry.step, entry.callKey);
    switch (entry.type) {
      case 'transition':
        if (entry.to === 'PLANNED') {
          planJson = undefined;
          failing = undefined;
          plannedAtSeq = entry.seq;
          keyOfStep.clear();
          approved.clear();
          if (entry.actor !== 'engine') refusals = 0;
        }
        break;
      case 'reviewed':
        if (entry.verdict === 'approve') approved.set(entry.what.private, entry.by);
        if (entry.verdict === 'refuse') refusals += 1;
        // Before anything of it was done there is no plan any more; later, another attempt begins.
        if (entry.verdict === 'refuse' && row.state === 'PLANNED') planJson = undefined;
        break;
      case 'planned':
        planJson = entry.plan.private;
        plannedAtSeq = entry.seq;
        break;
      case 'intended':
        spent.toolCalls += 1;
        // Begun anew: what came of it before says nothing of this time.
        acts.set(entry.callKey, { ...without(acts.get(entry.callKey)), intent: entry });
        break;
      case 'finished':
        note(entry.callKey, { finished: entry });
        break;
      case 'approval-asked':
        // Asked anew: an earlier answer is void.
        acts.set(entry.callKey, { ...unanswered(acts.get(entry.callKey)), asked: entry });
        break;
      case 'approval-decided':
        note(entry.callKey, { decided: entry });
        break;
      case 'failing':
        failing = entry.reason.private;
        break;
      case 'undoing':
        note(entry.callKey, { undoing: entry });
        break;
      case 'undone':
        note(entry.callKey, { undone: entry });
        break;
      case 'spent':
        spent.steps += 1;
        spent.outputTokens += entry.outputTokens;
        spent.usd += entry.usd ?? 0;
        break;
      case 'observed':
        observations.push(entry.text.private);
        break;
      case 'judged':
      case 'summarised':
        break;
    }
  }
  if (row === undefined) return undefined;
  return {
    row,
    ...(planJson === undefined ? {} : { planJson }),
    plannedAtSeq,
    keyOfStep,
    acts,
    observations,
    approved,
    refusals,
    ...(failing === undefined ? {} : { failing }),
    spent,
  };
}
