/** Words for what happened outside a turn of the caller: work that has ended, a call that was handed over. Pure. */
import type { ToolAnswer } from './conversation.ts';

/** Undefined when it is none of that. */
export function wordGiven({ name, result }: ToolAnswer): string | undefined {
  switch (name) {
    case 'task_report':
      return `About what you asked me to do: ${after('Result', result) ?? 'it has come to an end.'}`;
    case 'hand_over':
    case 'return_to':
      return after('Begin with one short line such as', result);
    case 'start_task':
      return result.startsWith('It was started')
        ? "All right, I'll do that in the background and tell you when it is done."
        : undefined;
    case 'task_status':
      return statusOf(result);
    default:
      return undefined;
  }
}

const after = (label: string, result: string): string | undefined =>
  new RegExp(`^${label}: ([\\s\\S]+)$`, 'm').exec(result)?.[1]?.trim();

/** Of the newest alone: a list is not heard. */
function statusOf(result: string): string | undefined {
  const [, state, goal] = /^- task [^,]+, ([^:]+): ("(?:[^"\\]|\\.)*")/m.exec(result) ?? [];
  if (state === undefined || goal === undefined) return undefined;
  return `The newest is ${state}: ${String(JSON.parse(goal)).replace(/[.!?\s]+$/, '')}.`;
}
