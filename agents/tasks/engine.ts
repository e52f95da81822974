/**
 * The embedded task engine: takes tasks by priority under a lease, a bounded number at once, and carries each out from
 * where its log ends. Two engines on one store share the work; what one that died had begun, the other takes up.
 */
import { randomUUID } from 'node:crypto';
import type { ApprovalStore } from '../acting/approvals/approval-store.ts';
import type { ToolContext } from '../acting/tool.ts';
import { UnknownAgentError } from '../catalog/catalog.ts';
import { StoreError } from '../log/store-error.ts';
import { marked } from '../observation/schema.ts';
import type { TaskPlanner } from '../planning/task-planner.ts';
import type { Task } from './task.ts';
import type { TaskAgent } from './task-agent.ts';
import type { TaskBudget } from './task-budget.ts';
import { TaskJournal } from './task-journal.ts';
import { runTask } from './task-run.ts';
import type { TaskStore } from './task-store.ts';

export interface TaskEngine {
  /** There may be something to do: looks at once. */
  wake(): void;
  /** What runs may finish its step within `graceMs`; the rest is taken up at the next start. */
  stop(graceMs?: number): Promise<void>;
}
export interface TaskLog {
  info(facts: Record<string, unknown>, message: string): void;
  warn(facts: Record<string, unknown>, message: string): void;
}
export interface TaskEngineOptions {
  store: TaskStore;
  planner: TaskPlanner;
  /** Rejects with UnknownAgentError when there is nobody of that name. */
  agentOf(name: string, signal: AbortSignal): Promise<TaskAgent>;
  approvals?: Pick<ApprovalStore, 'request' | 'get' | 'withdraw' | 'expire'> | undefined;
  contextOf(task: Task, agent: TaskAgent, callKey: string, signal: AbortSignal): ToolContext;
  budget: TaskBudget;
  /** Tasks carried out at the same time. */
  atOnce: number;
  /** How long a task is kept from others without a sign of life; default 6 s. */
  leaseMs?: number;
  /** How often it looks without being woken; default 1 s. */
  lookEveryMs?: number;
  /** A task became a result. */
  onOver(): void;
  nowMs(): number;
  log: TaskLog;
}

const LEASE_MS = 6_000;
const LOOK_EVERY_MS = 1_000;
const GRACE_MS = 3_000;
/** A run that fails for a reason of its own is begun again this often before a person has it. */
const MAX_FAILURES = 4;
const MAX_BACKOFF_MS = 30_000;

interface Running {
  task: Task;
  stop: AbortController;
  pause: AbortController;
  ended: Promise<void>;
}

export function startTaskEngine(options: TaskEngineOptions): TaskEngine {
  const { store, nowMs, log, atOnce, leaseMs = LEASE_MS } = options;
  const owner = randomUUID();
  const running = new Map<string, Running>();
  const failures = new Map<string, number>();
  let stopping = false;
  let looking: Promise<void> | undefined;
  let again = false;

  async function lookOnce(): Promise<void> {
    while (!stopping && running.size < atOnce) {
      const task = await store.claim(owner, nowMs(), leaseMs);
      if (!task) return;
      // Its lease ran out while it ran here (the machine slept, its clock jumped): now it is leased again, and goes on.
      if (!running.has(task.id)) begin(task);
    }
  }
  async function lookUntilQuiet(): Promise<void> {
    try {
      while (again && !stopping) {
        again = false;
        await lookOnce();
      }
    } catch (error) {
      log.warn({ error: String(error) }, 'tasks could not be looked for; trying again');
    } finally {
      looking = undefined;
    }
  }
  const wake = (): void => {
    if (stopping) return;
    again = true;
    looking ??= lookUntilQuiet();
    void noticeCancels();
  };

  function begin(task: Task): void {
    const stop = new AbortController();
    const pause = new AbortController();
    const ended = carryOut(task, stop.signal, pause.signal).finally(() => {
      running.delete(task.id);
      wake();
    });
    running.set(task.id, { task, stop, pause, ended });
  }

  async function carryOut(task: Task, signal: AbortSignal, pauseSignal: AbortSignal): Promise<void> {
    let notBeforeMs = 0;
    try {
      const agent = await options.agentOf(task.agent, signal).catch((error: unknown) => {
        // A toolbox that does not answer may answer later; a name that nobody has stays one.
        if (error instanceof UnknownAgentError) return error.message;
        throw error;
      });
      const journal = await TaskJournal.open(store, owner, nowMs, task);
      if (typeof agent === 'string') await giveToPerson(journal, agent);
      else {
        const end = await runTask({
          journal,
          agent,
          planner: options.planner,
          budget: options.budget,
          approvals: options.approvals,
          contextOf: (callKey, stop) => options.contextOf(task, agent, callKey, stop),
          nowMs,
          cancelledBy: () => store.cancelledBy(task.id),
          signal,
          pauseSignal,
        });
        if (end !== 'over') notBeforeMs = end.notBeforeMs;
      }
      failures.delete(task.id);
      if (notBeforeMs === 0) options.onOver();
    } catch (error) {
      if (!signal.aborted) notBeforeMs = nowMs() + (await afterFailure(task, error));
    }
    try {
      await store.release(owner, task.id, notBeforeMs);
    } catch (error) {
      log.warn({ error: String(error), task: task.id }, 'a task could not be given back; its lease ends by itself');
    }
  }

  /** How long to leave it alone. */
  async function afterFailure(task: Task, error: unknown): Promise<number> {
    const count = (failures.get(task.id) ?? 0) + 1;
    failures.set(task.id, count);
    log.warn({ err: error, task: task.id, count }, 'a task was interrupted; it goes on from its log');
    const passes = error instanceof StoreError && (error.retryable || error.failure === 'conflict');
    if (!passes && count >= MAX_FAILURES) {
      try {
        const journal = await TaskJournal.open(store, owner, nowMs, task);
        await giveToPerson(journal, error instanceof Error ? error.message : String(error));
        failures.delete(task.id);
        options.onOver();
        return 0;
      } catch (again) {
        log.warn({ err: again, task: task.id }, 'a task that fails again and again could not be given to a person');
      }
    }
    return Math.min(MAX_BACKOFF_MS, 500 * 2 ** count);
  }

  async function giveToPerson(journal: TaskJournal, reason: string): Promise<void> {
    await journal.append(
      { type: 'summarised', text: marked(`I could not carry it out: ${reason} A colleague will look at it.`) },
      journal.moveTo('ESCALATED', { reason: marked(reason) }),
    );
  }

  async function keepLeases(): Promise<void> {
    const ids = [...running.keys()];
    if (ids.length === 0) return;
    try {
      const kept = await store.renew(owner, ids, nowMs() + leaseMs);
      for (const id of ids)
        if (!kept.includes(id)) running.get(id)?.stop.abort(new Error('another engine has the task'));
    } catch (error) {
      log.warn({ error: String(error) }, 'the leases of tasks could not be renewed');
    }
  }
  async function noticeCancels(): Promise<void> {
    try {
      for (const [id, { pause }] of [...running])
        if (!pause.signal.aborted && (await store.cancelledBy(id)) !== undefined) pause.abort(new Error('cancelled'));
    } catch (error) {
      log.warn({ error: String(error) }, 'cancelled tasks could not be looked for');
    }
  }

  const looks = setInterval(wake, options.lookEveryMs ?? LOOK_EVERY_MS);
  const leases = setInterval(() => void keepLeases(), leaseMs / 3);
  looks.unref();
  leases.unref();
  wake();
  return {
    wake,
    async stop(graceMs = GRACE_MS) {
      stopping = true;
      clearInterval(looks);
      await looking;
      const ends = Promise.all([...running.values()].map(({ ended }) => ended));
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, graceMs);
      for (const { pause } of running.values()) pause.abort(new Error('the engine stops'));
      await Promise.race([ends, late]);
      clearTimeout(timer);
      for (const { stop } of running.values()) stop.abort(new Error('the engine stops'));
      await ends;
      clearInterval(leases);
    },
  };
}
