/** The background tasks of one call's caller, as its tools see them. */
import type { ToolTasks } from '../acting/tool.ts';
import type { Task } from './task.ts';
import type { TasksClient } from './tasks-client.ts';

const SHOWN = 5;
const STATE_WORDS: Record<Task['state'], string> = {
  RECEIVED: 'waiting to be begun',
  PLANNED: 'planned',
  EXECUTING: 'in work',
  WAITING_FOR_TOOL: 'in work',
  VALIDATING: 'almost done',
  COMPLETED: 'done',
  FAILED: 'failed',
  ESCALATED: 'with a colleague',
};

export function tasksOfCall(
  client: Pick<TasksClient, 'start' | 'mine' | 'cancel'>,
  call: { callId: string; userId: string; agent: string; onStarted(taskId: string, goal: string): void },
): ToolTasks {
  const { callId, userId: user, agent } = call;
  return {
    async start(goal, callKey, signal) {
      const id = await client.start({ agent, goal, user, callId, callKey }, signal);
      call.onStarted(id, goal);
      return id;
    },
    async status(signal) {
      const tasks = await client.mine(user, SHOWN, signal);
      if (tasks.length === 0) return 'Nothing was started in the background.';
      return tasks
        .map(
          ({ id, state, goal, summary }) =>
            `- task ${id}, ${STATE_WORDS[state]}: ${JSON.stringify(goal.private)}${summary ? ` -> ${summary.private}` : ''}`,
        )
        .join('\n');
    },
    cancel: async (id, signal) => (await client.cancel({ user, id, actor: `call:${callId}` }, signal)) !== undefined,
  };
}
