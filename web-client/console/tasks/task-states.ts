/** The states of a task, their colours, and what a person may do in each. Pure. */
import type { TaskReply } from '../../../server/api/tasks.ts';
import type { Tone } from '../parts/tone.ts';

export type TaskState = TaskReply['state'];

export const TASK_TONES: Record<TaskState, Tone> = {
  RECEIVED: 'plain',
  PLANNED: 'plain',
  EXECUTING: 'agent',
  WAITING_FOR_TOOL: 'warn',
  VALIDATING: 'agent',
  COMPLETED: 'good',
  FAILED: 'bad',
  ESCALATED: 'warn',
};
export const STATES = [
  'RECEIVED',
  'PLANNED',
  'EXECUTING',
  'WAITING_FOR_TOOL',
  'VALIDATING',
  'COMPLETED',
  'FAILED',
  'ESCALATED',
] as const satisfies readonly TaskState[];

export const canCancel = ({ state, cancelRequested }: Pick<TaskReply, 'state' | 'cancelRequested'>): boolean =>
  state !== 'COMPLETED' && state !== 'FAILED' && !cancelRequested;

/** An escalated task is in a person's hands; a failed one may be tried once more. */
export const resolutions = (state: TaskState): readonly ('complete' | 'fail' | 'return')[] => {
  if (state === 'ESCALATED') return ['complete', 'return', 'fail'];
  return state === 'FAILED' ? ['return'] : [];
};
