/**
 * The state machine of a task: which transition may follow, by whom, and in which attempt. Pure. A transition that is
 * not legal is refused with a sentence; whoever stores transitions asks here first.
 */
import type { Task, TaskState, TaskTransition } from './task.ts';

/** Plans per task, the first included, before it is a person's. */
export const MAX_ATTEMPTS = 3;

const NEXT: Readonly<Record<TaskState | 'NEW', readonly TaskState[]>> = {
  NEW: ['RECEIVED'],
  RECEIVED: ['PLANNED', 'FAILED', 'ESCALATED'],
  PLANNED: ['EXECUTING', 'FAILED', 'ESCALATED'],
  EXECUTING: ['WAITING_FOR_TOOL', 'VALIDATING', 'PLANNED', 'FAILED', 'ESCALATED'],
  WAITING_FOR_TOOL: ['EXECUTING', 'FAILED', 'ESCALATED'],
  VALIDATING: ['COMPLETED', 'PLANNED', 'FAILED', 'ESCALATED'],
  COMPLETED: [],
  FAILED: ['PLANNED'],
  ESCALATED: ['COMPLETED', 'FAILED', 'PLANNED'],
};

/** States the engine has nothing to do in. */
export const OVER: readonly TaskState[] = ['COMPLETED', 'FAILED', 'ESCALATED'];
export const isOver = (state: TaskState): boolean => OVER.includes(state);
export const nextStates = (state: TaskState | undefined): readonly TaskState[] => NEXT[state ?? 'NEW'];
const isPerson = (actor: string): boolean => /^(operator|key):./.test(actor);

/** Where a task is, as far as transitions say. */
export type TaskPosition = Pick<Task, 'state' | 'attempt'> & { seq: number };

/** The attempt that a transition to `to` belongs to: planning anew begins another. */
export function attemptAfter(from: TaskPosition | undefined, to: TaskState): number {
  if (from === undefined) return 1;
  return to === 'PLANNED' && from.state !== 'RECEIVED' ? from.attempt + 1 : from.attempt;
}

/** Undefined when `transition` may follow `from`; else a sentence that says why not. */
export function whyNot(from: TaskPosition | undefined, transition: TaskTransition): string | undefined {
  const { to, actor, attempt } = transition;
  const state = from?.state;
  if (transition.from !== state)
    return `The transition starts at ${transition.from ?? 'nothing'}, but the task is ${state ?? 'not there yet'}.`;
  if (!nextStates(state).includes(to))
    return `A task that is ${state ?? 'not there yet'} cannot become ${to}: ${nextStates(state).join(', ') || 'nothing'} may follow.`;
  if ((state === 'ESCALATED' || state === 'FAILED') && !isPerson(actor))
    return `A task that is ${state} is taken further by a person, not by ${JSON.stringify(actor)}.`;
  const due = attemptAfter(from, to);
  if (attempt !== due) return `The transition to ${to} is of attempt ${due}, not ${attempt}.`;
  // Whom a task was given to may return it as often as it takes.
  if (attempt > MAX_ATTEMPTS && to === 'PLANNED' && state !== 'ESCALATED')
    return `The task was planned ${MAX_ATTEMPTS} times, which is as often as it may be.`;
  if ((to === 'WAITING_FOR_TOOL') !== (transition.waitingFor !== undefined))
    return to === 'WAITING_FOR_TOOL'
      ? 'A task that waits says what for: tool or approval.'
      : `A task that becomes ${to} waits for nothing.`;
  return undefined;
}

/** Where the task is after `transition`. Throws the sentence of `whyNot`. */
export function after(from: TaskPosition | undefined, transition: TaskTransition): TaskPosition {
  const refused = whyNot(from, transition);
  if (refused !== undefined) throw new IllegalTransitionError(refused);
  return { state: transition.to, attempt: transition.attempt, seq: transition.seq };
}

export class IllegalTransitionError extends Error {
  override readonly name = 'IllegalTransitionError';
}
