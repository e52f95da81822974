/** A task engine on a real SQLite file with scripted parts, and the questions tests ask of it. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApprovalStore } from '../../../agents/acting/approvals/approval-store.ts';
import type { PolicyRule } from '../../../agents/acting/policy/policy.ts';
import type { Tool } from '../../../agents/acting/tool.ts';
import { openSqliteApprovalStore } from '../../../agents/log/sqlite/sqlite-approval-store.ts';
import { openSqliteTaskStore } from '../../../agents/log/sqlite/sqlite-task-store.ts';
import type { TaskPlanner } from '../../../agents/planning/task-planner.ts';
import { startTaskEngine, type TaskEngine } from '../../../agents/tasks/engine.ts';
import type { Task, TaskRequest } from '../../../agents/tasks/task.ts';
import type { TaskAgent } from '../../../agents/tasks/task-agent.ts';
import { TASK_BUDGET_DEFAULTS, type TaskBudget } from '../../../agents/tasks/task-budget.ts';
import type { TaskEntry, TaskEntryOf } from '../../../agents/tasks/task-entry.ts';
import type { TaskStore } from '../../../agents/tasks/task-store.ts';
import { taskContext } from '../../../agents/tasks/task-tool-context.ts';
import { eventually } from '../eventually.ts';
import { noMemory } from './no-memory.ts';
import { agentWith } from './scenarios.ts';

export interface TaskRig extends AsyncDisposable {
  folder: string;
  files: { file: string; masterKeyFile: string };
  store: TaskStore;
  approvals: ApprovalStore;
  engine: TaskEngine;
  begin(request: Partial<TaskRequest> & { goal: string }): Promise<string>;
  /** The task once it is in one of `states`. */
  until(id: string, ...states: Task['state'][]): Promise<Task>;
  log(id: string): Promise<TaskEntry[]>;
  entries<T extends TaskEntry['type']>(id: string, type: T): Promise<TaskEntryOf<T>[]>;
}

export async function taskRig(parts: {
  planner: TaskPlanner;
  tools: readonly Tool[];
  rules?: readonly PolicyRule[];
  budget?: Partial<TaskBudget>;
  atOnce?: number;
  noApprovals?: boolean;
  supervisor?: TaskAgent['supervisor'];
  nowMs?: () => number;
}): Promise<TaskRig> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-tasks-'));
  const files = { file: join(folder, 'parley.db'), masterKeyFile: join(folder, 'key') };
  const store = await openSqliteTaskStore(files);
  const approvals = await openSqliteApprovalStore(files);
  const agent = {
    ...agentWith(new Map(parts.tools.map((tool) => [tool.name, tool]))),
    rules: parts.rules,
    supervisor: parts.supervisor,
  };
  const engine = startTaskEngine({
    store,
    planner: parts.planner,
    agentOf: async () => agent,
    approvals: parts.noApprovals ? undefined : approvals,
    contextOf: (task, as, callKey, signal) =>
      taskContext({ task, agent: as, callKey, signal, memory: noMemory, nowMs: Date.now() }),
    budget: { ...TASK_BUDGET_DEFAULTS, ...parts.budget },
    atOnce: parts.atOnce ?? 2,
    lookEveryMs: 50,
    onOver: () => {},
    nowMs: parts.nowMs ?? (() => Date.now()),
    log: { info: () => {}, warn: () => {} },
  });
  const log = (id: string) => store.log(id, 0, 500);
  return {
    folder,
    files,
    store,
    approvals,
    engine,
    async begin(request) {
      const id = randomUUID();
      const whole: TaskRequest = { agent: 'assistant', user: 'anna', priority: 'normal', origin: 'api', ...request };
      await store.create({ id, request: whole, actor: 'key:test', atMs: Date.now() });
      engine.wake();
      return id;
    },
    until: (id, ...states) =>
      eventually(`task ${id} becomes ${states.join(' or ')}`, async () => {
        const task = await store.get(id);
        return task && states.includes(task.state) ? task : undefined;
      }),
    log,
    entries: async <T extends TaskEntry['type']>(id: string, type: T) =>
      (await log(id)).filter((entry): entry is TaskEntryOf<T> => entry.type === type),
    async [Symbol.asyncDispose]() {
      await engine.stop(0);
      await Promise.all([store.close(), approvals.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
