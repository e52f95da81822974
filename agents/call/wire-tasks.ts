/** Connects work in the background with the other parts of a call: what its tools may begin, what is told of its end. */
import type { ToolTasks } from '../acting/tool.ts';
import { marked } from '../observation/schema.ts';
import { tasksOfCall } from '../tasks/call-tasks.ts';
import { type CallParts, turnInHand } from './call-parts.ts';
import type { TaskReportsOptions } from './task-reports.ts';

export function taskReportsOptions(parts: CallParts): TaskReportsOptions {
  const { deps, record, signal } = parts.ground;
  return {
    client: deps.tasks,
    userId: () => parts.caller.userId,
    tell: (report) => parts.reports.tell(report),
    note: (event) => record.note(event),
    observe: ({ taskId, state, summary }) =>
      record.observe({ kind: 'task-result', taskId, state, summary: marked(summary) }, { source: 'tool', id: taskId }),
    show: (event) => parts.room.send(event),
    warn: (facts, message) => deps.log.warn(facts, message),
    signal,
  };
}

/** Undefined: nothing can be done in the background here. */
export function tasksFor(parts: CallParts): ToolTasks | undefined {
  const { agent, assignment, deps, record } = parts.ground;
  return (
    deps.tasks &&
    tasksOfCall(deps.tasks, {
      callId: assignment.callId,
      userId: parts.caller.userId ?? assignment.callId,
      agent: agent.definition.name,
      onStarted: (taskId, goal) => {
        record.note({ type: 'task.started', generation: turnInHand(parts), taskId, goal: marked(goal) });
        parts.room.send({ type: 'task', id: taskId, goal, phase: 'started' });
      },
    })
  );
}
