/** What the database thread can be asked to do with tasks. Types only. */
import type { Task } from '../../tasks/task.ts';
import type { TaskEntry, TaskEntryBody } from '../../tasks/task-entry.ts';
import type { Creation, DeliveryKind, DueDelivery, NewTask, TaskFilter, Writer } from '../../tasks/task-store.ts';

export interface TaskDeliveryOperations {
  'tasks.dueDeliveries': { input: { nowMs: number; limit: number }; output: DueDelivery[] };
  'tasks.settleDelivery': {
    input: { id: string; kind: DeliveryKind; outcome: 'delivered' | 'given-up' | number };
    output: undefined;
  };
  'tasks.liveCall': { input: { callId: string | undefined; user: string | undefined }; output: string | undefined };
  'tasks.wasTold': { input: { callId: string; taskId: string }; output: boolean };
  'tasks.undelivered': { input: { user: string; limit: number }; output: Task[] };
}
export interface TaskOperations extends TaskDeliveryOperations {
  'tasks.create': { input: NewTask; output: Creation };
  'tasks.get': { input: { id: string }; output: Task | undefined };
  'tasks.list': {
    input: { filter: TaskFilter; limit: number; cursor?: string };
    output: { tasks: Task[]; next?: string };
  };
  'tasks.log': { input: { id: string; afterSeq: number; limit: number }; output: TaskEntry[] };
  'tasks.append': {
    input: { id: string; afterSeq: number; bodies: TaskEntryBody[]; writer: Writer; atMs: number };
    output: { task: Task; entries: TaskEntry[] };
  };
  'tasks.claim': { input: { owner: string; nowMs: number; leaseMs: number }; output: Task | undefined };
  'tasks.renew': { input: { owner: string; ids: string[]; untilMs: number }; output: string[] };
  'tasks.release': { input: { owner: string; id: string; notBeforeMs: number }; output: undefined };
  'tasks.cancel': { input: { id: string; actor: string; atMs: number }; output: Task | undefined };
  'tasks.cancelledBy': { input: { id: string }; output: string | undefined };
}
