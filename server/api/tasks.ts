/** Background tasks as the API takes and shows them. */
import { z } from 'zod';
import { task, taskRequest, taskState } from '../../agents/tasks/task.ts';
import { line, paragraph } from './plain-text.ts';

export const startTaskRequest = z
  .strictObject({
    agent: line(40).describe('An agent of the catalog'),
    goal: paragraph(4_000).describe('What is wanted, as one complete request'),
    user: line(200).optional().describe('Whose task it is: its memory, its key, its next call'),
    callId: line(200).optional().describe('The call that is told of its end'),
    priority: taskRequest.shape.priority,
    notify: taskRequest.shape.notify.describe('Where the result is posted besides'),
    origin: z
      .enum(['api', 'webhook', 'alert'])
      .default('api')
      .describe('What started it: only `api` may change things without a rule that says so'),
  })
  .meta({ id: 'StartTask' });
export const startTaskHeaders = z.looseObject({
  'idempotency-key': line(128)
    .optional()
    .describe('With one key the same body starts one task; another body is refused'),
});
export const taskParams = z.object({ id: line(200).describe('Id of a task') });
export const tasksQuery = z.strictObject({
  state: taskState.optional(),
  user: line(200).optional(),
  call: line(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: line(100).optional().describe('`next` of the page before'),
});

export const taskReply = task
  .omit({ goal: true, summary: true })
  .extend({ goal: z.string(), summary: z.string().optional() })
  .meta({ id: 'Task' });
export type TaskReply = z.infer<typeof taskReply>;
export const tasksReply = z.object({ tasks: z.array(taskReply), next: z.string().optional() }).meta({ id: 'Tasks' });

/** `complete` and `fail` end it with this text as what is said; `return` has it planned anew, knowing the text. */
export const resolveTaskRequest = z
  .strictObject({ decision: z.enum(['complete', 'fail', 'return']), text: paragraph(1_500) })
  .meta({ id: 'ResolveTask' });

export const taskEventsQuery = z.strictObject({
  after: z.coerce.number().int().nonnegative().default(0).describe('Only entries after this number'),
});

/** What the stream of a task's events carries. */
export { type TaskEntry, taskEntry } from '../../agents/tasks/task-entry.ts';
