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
  /** How a webhook is posted; another one in tests. */
  post?: typeof postWebhook;
}

const LOOK_EVERY_MS = 1_000;
/** Looked at together. Reports cost a few look-ups each. */
const BATCH = 64;
/** Addresses that are posted to at the same time; those that do not answer hold up each other and no call. */
const POSTS_AT_ONCE = 8;
/** With waits that double from two seconds: half a day in all. */
const MAX_WEBHOOK_TRIES = 15;
const FIRST_WAIT_MS = 2_000;
const MAX_WAIT_MS = 3_600_000;
/** Until a call that was given it says that it told it. */
const MAX_REPORT_WAIT_MS = 30_000;
/** Nobody to tell is on the line. The next call asks by itself; this only finds one that could not. */
const MAX_IDLE_WAIT_MS = 300_000;
/** Whoever has not called again by then is not told any more. */
const REPORT_LIFE_MS = 30 * 24 * 3_600_000;

const waitMs = (tries: number, mostMs: number): number => Math.min(mostMs, FIRST_WAIT_MS * 2 ** Math.min(tries, 20));

export function startTaskDelivery(options: TaskDeliveryOptions): TaskDelivery {
  const { store, inbox, webhook, nowMs, log, post: send = postWebhook } = options;
  const lifetime = new AbortController();
  let working: Promise<void> | undefined;
  const posting = new Map<string, Promise<void>>();

  async function look(): Promise<void> {
    try {
      for (;;) {
        const due = await store.dueDeliveries(nowMs(), BATCH);
        for (const one of due) if (one.kind === 'webhook') beginPost(one);
        const reports = due.filter(({ kind }) => kind === 'report');
        await Promise.all(reports.map(report));
        if (due.length < BATCH || reports.length === 0 || lifetime.signal.aborted) return;
      }
    } catch (error) {
      log.warn({ error: String(error) }, 'results of tasks could not be delivered; trying again');
    } finally {
      working = undefined;
    }
  }

  function beginPost(delivery: DueDelivery): void {
    const { id } = delivery.task;
    if (posting.has(id) || posting.size >= POSTS_AT_ONCE) return;
    const posted = post(delivery)
      .catch((error: unknown) =>
        log.warn({ error: String(error), task: id }, 'a result could not be posted; trying again'),
      )
      .finally(() => posting.delete(id));
    posting.set(id, posted);
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
    const mostMs = live === undefined ? MAX_IDLE_WAIT_MS : MAX_REPORT_WAIT_MS;
    await store.settleDelivery(id, 'report', nowMs() + waitMs(tries, mostMs));
  }

  async function post({ task, tries }: DueDelivery): Promise<void> {
    const url = task.notify?.webhook;
    if (url === undefined) return store.settleDelivery(task.id, 'webhook', 'given-up');
    const result = await send(task, url, webhook, nowMs(), lifetime.signal);
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
      await Promise.all(posting.values());
    },
  };
}
