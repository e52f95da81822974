/** What a tool is given in a background task: no call, no eyes, nothing to show on; the memory of the task's user. */
import type { ToolContext } from '../acting/tool.ts';
import type { MemoryClient } from '../memory/service-api.ts';
import type { Task } from './task.ts';
import type { TaskAgent } from './task-agent.ts';

export function taskContext({
  task,
  agent,
  callKey,
  signal,
  memory,
  nowMs,
}: {
  task: Task;
  agent: Pick<TaskAgent, 'name' | 'timeZone'>;
  callKey: string;
  signal: AbortSignal;
  memory: MemoryClient;
  nowMs: number;
}): ToolContext {
  return {
    callId: task.callId ?? `task:${task.id}`,
    userId: task.user ?? `task:${task.id}`,
    agent: agent.name,
    callKey,
    timeZone: agent.timeZone,
    // A task that compares two documents must not see one of them change in between.
    snapshotId: `task:${task.id}`,
    nowMs,
    memory,
    signal,
    // What a task does is in its own log, and nobody is there to be shown it.
    requestPerson: () => {},
    endCall: () => {},
    noteRemembered: () => {},
    noteForgotten: () => {},
  };
}
