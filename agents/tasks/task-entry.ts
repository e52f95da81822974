/**
 * The log of a task: every transition, plan, intent, outcome and observation in the order it became durable. What a
 * restarted engine knows of a task is this and nothing else. Pure: schemas. Marked texts are sealed where it is stored.
 */
import { z } from 'zod';
import { markedText } from '../observation/schema.ts';
import { taskTransition } from './task.ts';

const base = { seq: z.number().int().positive(), atMs: z.number() };
const entry = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ ...base, type: z.literal(type), ...shape });
const act = { step: z.string(), tool: z.string(), callKey: z.string() };

export const taskEntry = z.discriminatedUnion('type', [
  entry('transition', taskTransition.omit({ seq: true, atMs: true }).shape),
  /** `plan` is the JSON of a task plan (agents/planning/task-plan.ts). */
  entry('planned', { attempt: z.number().int().positive(), plan: markedText }),
  /**
   * A supervisor's word: on `of` a whole plan, or one step whose arguments take results and are known now. `what` is the
   * canonical JSON of it, and an approval is for exactly that.
   */
  entry('reviewed', {
    of: z.enum(['plan', 'step']),
    by: z.string(),
    verdict: z.enum(['approve', 'refuse', 'no-answer']),
    reason: markedText,
    what: markedText,
  }),
  /** What a step will do, durable before it does; `read` may be done again whatever became of it. */
  entry('intended', { ...act, arguments: markedText, read: z.boolean(), honoursKey: z.boolean() }),
  entry('judged', { ...act, verdict: z.enum(['allow', 'deny', 'escalate']), reason: z.string() }),
  entry('approval-asked', {
    ...act,
    approvalId: z.string(),
    arguments: markedText,
    expiresAtMs: z.number(),
    by: z.enum(['operator', 'two-operators']).optional(),
  }),
  entry('approval-decided', {
    ...act,
    approvalId: z.string(),
    decision: z.enum(['approved', 'refused', 'expired', 'withdrawn']),
    /** What is to be executed, when it was approved. */
    arguments: markedText.optional(),
    reason: markedText.optional(),
  }),
  entry('finished', {
    ...act,
    outcome: z.enum(['ok', 'error', 'denied', 'unknown']),
    result: markedText,
    /** Another step with this effect had run before: it was not run again. */
    reused: z.boolean().optional(),
  }),
  /** The work cannot be finished: what it did is taken back from here on, then it fails. */
  entry('failing', { reason: markedText }),
  /** Durable before something is taken back. */
  entry('undoing', act),
  entry('undone', { ...act, outcome: z.enum(['ok', 'error', 'impossible']), result: markedText }),
  /** What a model was asked for, and what it cost; `usd` is absent when no price is known. */
  entry('spent', { outputTokens: z.number(), inputTokens: z.number(), usd: z.number().optional() }),
  /** What the planner is to know when it plans anew: why the last plan ended, or what a person said. */
  entry('observed', { text: markedText }),
  /** What the task says of itself when it is over. */
  entry('summarised', { text: markedText }),
]);
export type TaskEntry = z.infer<typeof taskEntry>;
export type TaskEntryOf<T extends TaskEntry['type']> = Extract<TaskEntry, { type: T }>;
/** An entry as its author states it; the store adds its place and time. */
export type TaskEntryBody = { [T in TaskEntry['type']]: Omit<TaskEntryOf<T>, 'seq' | 'atMs'> }[TaskEntry['type']];
