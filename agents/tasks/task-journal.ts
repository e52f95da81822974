/**
 * The log of one task as the engine that has it writes it: every entry is durable before the next thing is done, and
 * what is known of the task is always the fold of what is durable. A write that fails ends the run; whoever takes the
 * task up again goes on from the log.
 */
import { StoreError } from '../log/store-error.ts';
import { foldWork, type TaskWork } from './fold-task.ts';
import { attemptAfter } from './state.ts';
import type { Task, TaskState } from './task.ts';
import type { TaskEntry, TaskEntryBody, TaskEntryOf } from './task-entry.ts';
import type { TaskStore } from './task-store.ts';

const PAGE = 500;

export class TaskJournal {
  readonly #store: TaskStore;
  readonly #owner: string;
  readonly #nowMs: () => number;
  #task: Task;
  #entries: TaskEntry[];
  #work: TaskWork;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(store: TaskStore, owner: string, nowMs: () => number, task: Task, entries: TaskEntry[]) {
    const work = foldWork(entries);
    if (!work) throw new StoreError('corrupt', `Task ${task.id} has no log.`);
    this.#store = store;
    this.#owner = owner;
    this.#nowMs = nowMs;
    this.#task = task;
    this.#entries = entries;
    this.#work = work;
  }

  static async open(store: TaskStore, owner: string, nowMs: () => number, task: Task): Promise<TaskJournal> {
    const entries: TaskEntry[] = [];
    for (;;) {
      const page = await store.log(task.id, entries.length, PAGE);
      entries.push(...page);
      if (page.length < PAGE) break;
    }
    return new TaskJournal(store, owner, nowMs, task, entries);
  }

  get task(): Task {
    return this.#task;
  }
  get work(): TaskWork {
    return this.#work;
  }
  get entries(): readonly TaskEntry[] {
    return this.#entries;
  }

  /** Resolves once durable. Several at a time are written in the order in which they were asked for. */
  append(...bodies: TaskEntryBody[]): Promise<void> {
    const writing = this.#writing.then(async () => {
      const { task, entries } = await this.#store.append(
        this.#task.id,
        this.#work.row.seq,
        bodies,
        { owner: this.#owner },
        this.#nowMs(),
      );
      this.#task = task;
      this.#entries.push(...entries);
      this.#work = foldWork(this.#entries) ?? this.#work;
    });
    // A failed write ends the run: what was to be written after it must not be.
    this.#writing = writing;
    writing.catch(() => {});
    return writing;
  }

  /** The transition of the engine to `to`, from where the task is. */
  moveTo(to: TaskState, detail: Pick<TaskEntryOf<'transition'>, 'waitingFor' | 'reason'> = {}): TaskEntryBody {
    const { row } = this.#work;
    return { type: 'transition', from: row.state, to, actor: 'engine', attempt: attemptAfter(row, to), ...detail };
  }
}
