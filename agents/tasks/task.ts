/**
 * A background task: what it is, what it may become, and what others are told of it. Only the orchestrator advances a
 * task's state (state.ts says how); everybody else reads, asks for a cancel, or answers its approvals. Pure: schemas.
 */
import { z } from 'zod';
import { markedText } from '../observation/schema.ts';

export const taskState = z.enum([
  'RECEIVED',
  'PLANNED',
  'EXECUTING',
  'WAITING_FOR_TOOL',
  'VALIDATING',
  'COMPLETED',
  'FAILED',
  'ESCALATED',
]);
export type TaskState = z.infer<typeof taskState>;

export const taskRequest = z.object({
  agent: z.string().min(1).max(40),
  goal: z.string().min(1).max(4_000),
  /** Whose task it is: its memory, its keys, its next call. */
  user: z.string().min(1).max(200).optional(),
  /** The call that started it, and that is told of its end. */
  callId: z.string().min(1).max(200).optional(),
  priority: z.enum(['low', 'normal', 'high']).default('normal'),
  /** Where the result goes besides the call or the next call of its user. */
  notify: z.object({ webhook: z.url({ protocol: /^https?$/ }) }).optional(),
  /** What started it. */
  origin: z.enum(['call', 'api', 'webhook', 'alert']).default('api'),
});
export type TaskRequest = z.infer<typeof taskRequest>;

export const taskTransition = z.object({
  seq: z.number().int().positive(),
  from: taskState.optional(),
  to: taskState,
  atMs: z.number(),
  /** `engine`, `operator:<name>`, `key:<name>`, `call:<id>`. */
  actor: z.string(),
  attempt: z.number().int().positive(),
  waitingFor: z.enum(['tool', 'approval']).optional(),
  reason: markedText.optional(),
});
export type TaskTransition = z.infer<typeof taskTransition>;

export const task = taskRequest.omit({ goal: true }).extend({
  id: z.string(),
  goal: markedText,
  state: taskState,
  attempt: z.number().int().positive(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  /** What it says when it is over: for the caller's ear, one to three sentences. */
  summary: markedText.optional(),
  cancelRequested: z.boolean(),
});
export type Task = z.infer<typeof task>;
