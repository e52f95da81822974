/**
 * What came of work in the background: told to the caller when the floor is free, in this call or, when nobody was
 * told in the one that began it, at the start of their next. Counts as told only when something of it was heard.
 */
import type { CallEventBody } from '../log/events.ts';
import type { ChatMessage } from '../models/interfaces.ts';
import { marked } from '../observation/schema.ts';
import { usedTool } from '../planning/used-tool.ts';
import type { PageEvent } from '../room/page-events.ts';
import type { TasksClient } from '../tasks/tasks-client.ts';
import type { InboxCommand } from '../worker/host-messages.ts';
import type { Report } from './reports.ts';

export type TaskEnd = Omit<Extract<InboxCommand, { type: 'task-report' }>, 'id' | 'type'>;
export interface TaskReportsOptions {
  /** Absent: there is nothing that works in the background. */
  client: Pick<TasksClient, 'undelivered' | 'told'> | undefined;
  /** Whose call it is; undefined until somebody has come. */
  userId(): string | undefined;
  tell(report: Report): void;
  note(event: CallEventBody): void;
  /** Writes it down as observed. */
  observe(end: TaskEnd): void;
  show(event: PageEvent): void;
  warn(facts: object, message: string): void;
  signal: AbortSignal;
}
/** More than this from earlier calls at once would be a lecture; the rest waits for the next call. */
const MAX_FROM_BEFORE = 3;
const MAX_CHARACTERS = 1_500;
const PHASES = { COMPLETED: 'completed', FAILED: 'failed', ESCALATED: 'escalated' } as const;
const STATE_WORDS = { COMPLETED: 'done', FAILED: 'not done', ESCALATED: 'with a colleague now' } as const;

export class TaskReports {
  readonly #options: TaskReportsOptions;
  /** Ends that wait to be told, or were. */
  readonly #known = new Set<string>();

  constructor(options: TaskReportsOptions) {
    this.#options = options;
  }

  take(end: TaskEnd): void {
    const key = `${end.taskId} ${end.state} ${end.summary}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    const { observe, show, tell } = this.#options;
    const { taskId: id, state, goal, summary } = end;
    observe(end);
    show({ type: 'task', id, goal, phase: PHASES[state], summary });
    tell({
      text: 'Work in the background has come to its end. Tell the caller what came of it, in one to three sentences.',
      given: givenOf(end),
      onTold: () => void this.#told(end),
    });
  }
  /** What nobody has told this caller yet. Never rejects. */
  async fetch(): Promise<void> {
    const { client, signal, userId, warn } = this.#options;
    const user = userId();
    if (!client || user === undefined) return;
    try {
      for (const task of await client.undelivered(user, MAX_FROM_BEFORE, signal)) {
        const { id: taskId, state, goal, summary } = task;
        if (state === 'COMPLETED' || state === 'FAILED' || state === 'ESCALATED')
          this.take({ taskId, state, goal: goal.private, summary: summary?.private ?? '' });
      }
    } catch (error) {
      if (!signal.aborted) warn({ error: String(error) }, 'it is not known what came of earlier work');
    }
  }

  async #told({ taskId, state, summary }: TaskEnd): Promise<void> {
    const { client, note, signal, userId, warn } = this.#options;
    note({ type: 'task.reported', taskId, state, summary: marked(summary) });
    const user = userId();
    if (!client || user === undefined) return;
    await client
      .told(user, taskId, signal)
      .catch((error: unknown) => warn({ task: taskId, error: String(error) }, 'that a result was told is not kept'));
  }
}

/** As if a tool had answered: what it says is information, whoever wrote it. */
function givenOf({ taskId, state, goal, summary }: TaskEnd): readonly ChatMessage[] {
  const id = `given-task-${taskId}`;
  const content = [
    `Task ${taskId} is ${STATE_WORDS[state]}.`,
    `Asked for: ${JSON.stringify(goal.slice(0, MAX_CHARACTERS))}`,
    `Result: ${summary === '' ? 'nothing was said about it.' : summary.slice(0, MAX_CHARACTERS)}`,
  ].join('\n');
  return usedTool(id, 'task_report', JSON.stringify({ id: taskId }), content);
}
