/** What every store of tasks can do, whatever it is built on. Types only. Failures are StoreErrors. */
import type { Task, TaskRequest } from './task.ts';
import type { TaskEntry, TaskEntryBody } from './task-entry.ts';

export interface NewTask {
  id: string;
  request: TaskRequest;
  /** `key:<name>`, `call:<id>`. */
  actor: string;
  atMs: number;
  /** Unique per actor; `bodyHash` tells whether the same was asked. */
  idempotency?: { key: string; bodyHash: string };
}
export type Creation = { outcome: 'created' | 'same'; task: Task } | { outcome: 'other-body'; task: Task };

export interface TaskFilter {
  state?: Task['state'];
  user?: string;
  callId?: string;
}
/** Who writes: an engine under its lease, or a person, who needs none. */
export type Writer = { owner: string } | { person: true };
/** Where a result goes. A `webhook` is tried until it is taken or given up. */
export type DeliveryKind = 'report' | 'webhook';
export interface DueDelivery {
  task: Task;
  kind: DeliveryKind;
  /** How often it was tried. */
  tries: number;
}

export interface TaskStore {
  create(task: NewTask): Promise<Creation>;
  get(id: string): Promise<Task | undefined>;
  /** Newest first. `cursor` is what the last page returned as `next`. */
  list(filter: TaskFilter, page: { limit: number; cursor?: string }): Promise<{ tasks: Task[]; next?: string }>;
  /** Entries after `afterSeq`, at most `limit`. */
  log(id: string, afterSeq: number, limit: number): Promise<TaskEntry[]>;
  /**
   * All of `bodies` or none, as the entries after `afterSeq`. Rejects with 'conflict' when others wrote meanwhile or the
   * lease is somebody else's, with 'invalid' when a transition is not legal, with 'not-found'.
   */
  append(
    id: string,
    afterSeq: number,
    bodies: readonly TaskEntryBody[],
    writer: Writer,
    atMs: number,
  ): Promise<{ task: Task; entries: TaskEntry[] }>;
  /** The most urgent task that has work and no live lease, now leased to `owner`. */
  claim(owner: string, nowMs: number, leaseMs: number): Promise<Task | undefined>;
  /** Those of `ids` that are still leased to `owner`, now until `untilMs`. */
  renew(owner: string, ids: readonly string[], untilMs: number): Promise<string[]>;
  /** Gives the lease back; nobody takes the task before `notBeforeMs`. */
  release(owner: string, id: string, notBeforeMs: number): Promise<void>;
  /** Kept until the engine acts on it; a task that is a person's fails at once, one that is over stays as it is. */
  requestCancel(id: string, actor: string, atMs: number): Promise<Task | undefined>;
  /** Who asked for it, when somebody did. */
  cancelledBy(id: string): Promise<string | undefined>;

  /** Results that were not delivered and are to be tried now. */
  dueDeliveries(nowMs: number, limit: number): Promise<DueDelivery[]>;
  /** `delivered`, `given-up`, or the time of the next try. */
  settleDelivery(id: string, kind: DeliveryKind, outcome: 'delivered' | 'given-up' | number): Promise<void>;
  /** The call that `task` may be told in now: its own, else another live one of its user. */
  liveCall(task: Pick<Task, 'callId' | 'user'>): Promise<string | undefined>;
  /** Whether the log of the call says that it told the task. */
  wasTold(callId: string, taskId: string): Promise<boolean>;
  /** Results for `user` that no call has told yet, oldest first. */
  undelivered(user: string, limit: number): Promise<Task[]>;
  close(): Promise<void>;
}
