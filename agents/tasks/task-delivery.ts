/**
 * Brings results to where they are wanted: into the call that lives, else they are kept for the user's next call, and
 * to the webhook. A report counts as told when the call's own log says so; until then it is neither lost nor told twice.
 */
import type { PostSettings } from '../internal/post-signed.ts';
import type { CallInbox } from '../log/call-inbox.ts';
import type { TaskLog } from './engine.ts';
import type { DueDelivery, TaskStore } from './task-store.ts';
import { postWebhook } from './task-webhook.ts';

export interface TaskDelivery {
  wake(): void;
  stop(): Promise<void>;
}
export interface TaskDeliveryOptions {
  store: TaskStore;
  inbox: Pick<CallInbox, 'put'>;
  webhook: PostSettings;
  nowMs(): number;
  log: TaskLog;
  /** Default 1 s. */
  lookEveryMs?: number;
}

const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 8;
/** With waits that double from two seconds: half a day in all. */
const MAX_WEBHOOK_TRIES = 15;
const FIRST_WAIT_MS = 2_000;
const MAX_WAIT_MS = 3_600_000;
const MAX_REPORT_WAIT_MS = 30_000;
/** Whoever has not called again by then is not told any more. */
const REPORT_LIFE_MS = 30 * 24 * 3_600_000;

const waitMs = (tries: number, mostMs: number): number => Math.min(mostMs, FIRST_WAIT_MS * 2 ** Math.min(tries, 20));

export function startTaskDelivery(options: TaskDeliveryOptions): TaskDelivery {
  const { store, inbox, webhook, nowMs, log } = options;
  const lifetime = new AbortController();
  let working: Promise<void> | undefined;

  async function look(): Promise<void> {
    try {
      const due = await store.dueDeliveries(nowMs(), AT_ONCE);
      await Promise.all(due.map((one) => (one.kind === 'report' ? report(one) : post(one))));
    } catch (error) {
      log.warn({ error: String(error) }, 'results of tasks could not be delivered; trying again');
    } finally {
      working = undefined;
    }
  }

  async function report({ task, tries }: DueDelivery): Promise<void> {
    const { id, state, goal, summary, callId, user, updatedAtMs } = task;
    if (state !== 'COMPLETED' && state !== 'FAILED' && state !== 'ESCALATED') {
      // A person returned it meanwhile: its next end is what is told.
      await store.settleDelivery(id, 'report', 'delivered');
      return;
    }
    const live = await store.liveCall(task);
    if (live !== undefined) {
      if (tries > 0 && (await store.wasTold(live, id))) return store.settleDelivery(id, 'report', 'delivered');
      await inbox.put(live, {
        id: `task-report-${id}-${Math.round(updatedAtMs)}`,
        type: 'task-report',
        taskId: id,
        state,
        goal: goal.private,
        summary: summary?.private ?? '',
      });
    } else if (callId !== undefined && (await store.wasTold(callId, id)))
      return store.settleDelivery(id, 'report', 'delivered');
    else if (user === undefined || nowMs() - updatedAtMs > REPORT_LIFE_MS)
      return store.settleDelivery(id, 'report', 'given-up');
    await store.settleDelivery(id, 'report', nowMs() + waitMs(tries, MAX_REPORT_WAIT_MS));
  }

  async function post({ task, tries }: DueDelivery): Promise<void> {
    const url = task.notify?.webhook;
    if (url === undefined) return store.settleDelivery(task.id, 'webhook', 'given-up');
    const result = await postWebhook(task, url, webhook, nowMs(), lifetime.signal);
    if (lifetime.signal.aborted) return;
    if (result.taken) return store.settleDelivery(task.id, 'webhook', 'delivered');
    if (result.permanent || tries + 1 >= MAX_WEBHOOK_TRIES) {
      log.warn({ task: task.id, why: result.why }, 'the webhook of a task did not take its result; given up');
      return store.settleDelivery(task.id, 'webhook', 'given-up');
    }
    await store.settleDelivery(task.id, 'webhook', nowMs() + waitMs(tries, MAX_WAIT_MS));
  }

  const wake = (): void => {
    if (!lifetime.signal.aborted) working ??= look();
  };
  const timer = setInterval(wake, options.lookEveryMs ?? LOOK_EVERY_MS);
  timer.unref();
  return {
    wake,
    async stop() {
      clearInterval(timer);
      lifetime.abort(new Error('it stops'));
      await working;
    },
  };
}
