/** Work in the background while the conversation goes on: starting it, asking how far it is, calling it off. */
import { z } from 'zod';
import { defineTool, type ToolContext, type ToolTasks } from '../tool.ts';

function tasksOf({ tasks }: ToolContext): ToolTasks {
  if (!tasks) throw new Error('Nothing can be done in the background here: do it now, or say that you cannot.');
  return tasks;
}

export const startTask = defineTool({
  name: 'start_task',
  description:
    'Start work in the background that takes longer than the caller should wait: several look-ups, a comparison, anything they want to be told about later. The result is spoken when it is there, in this call or the next.',
  label: 'Starting it in the background',
  parameters: z.object({
    goal: z
      .string()
      .min(1)
      .max(2_000)
      .describe('What is wanted, as one complete request with every name, number and date the caller gave'),
  }),
  tier: 'write-constrained',
  deadlineMs: 4_000,
  honoursKey: true,
  informs: [],
  readBack: ({ goal }) => `I would do this in the background: ${goal}`,
  run: async ({ goal }, context) => {
    const id = await tasksOf(context).start(goal, context.callKey, context.signal);
    return `It was started in the background as task ${id}. It is not done yet: say that you will come back to it.`;
  },
});

export const taskStatus = defineTool({
  name: 'task_status',
  description: 'How far the work is that was started in the background for this caller.',
  label: 'Looking how far it is',
  parameters: z.object({}),
  tier: 'read',
  deadlineMs: 4_000,
  honoursKey: true,
  informs: ['tool'],
  run: (_, context) => tasksOf(context).status(context.signal),
});

export const cancelTask = defineTool({
  name: 'cancel_task',
  description: 'Call off work in the background when the caller does not want it any more. Needs the id of the task.',
  label: 'Calling it off',
  parameters: z.object({ id: z.string().min(1).max(100) }),
  tier: 'write-constrained',
  deadlineMs: 4_000,
  honoursKey: true,
  informs: [],
  run: async ({ id }, context) =>
    (await tasksOf(context).cancel(id, context.signal))
      ? 'It is being called off.'
      : `The caller has no task ${JSON.stringify(id)}; task_status lists theirs.`,
});
