/** Background tasks in the tool-worker: opens the store, starts the engine and the delivery of results, serves `/tasks`. */
import { realClock } from '../../media/clock.ts';
import { storedNow } from '../acting/rules/rules-http.ts';
import { RulesWatch } from '../acting/rules/rules-watch.ts';
import type { Tool } from '../acting/tool.ts';
import { createToolboxClient } from '../acting/toolbox/client.ts';
import { remoteFunction } from '../acting/toolbox/remote-functions.ts';
import { remoteTools } from '../acting/toolbox/remote-tools.ts';
import { Catalog } from '../catalog/catalog.ts';
import type { OpenedService } from '../internal/mounted-service.ts';
import type { DatabaseFiles } from '../log/database-files.ts';
import { openSqliteApprovalStore } from '../log/sqlite/sqlite-approval-store.ts';
import { openSqliteCallInbox } from '../log/sqlite/sqlite-call-inbox.ts';
import { openSqliteRuleSetStore } from '../log/sqlite/sqlite-rule-set-store.ts';
import { openSqliteTaskStore } from '../log/sqlite/sqlite-task-store.ts';
import { createMemoryClient } from '../memory/client.ts';
import type { ModelLog } from '../models/model-log.ts';
import type { AgentEnv } from '../settings/env.ts';
import { startTaskEngine, type TaskEngine } from './engine.ts';
import { chosenPlanner } from './planner-choice.ts';
import { taskAgents } from './task-agents.ts';
import { TASK_BUDGET_DEFAULTS } from './task-budget.ts';
import { startTaskDelivery } from './task-delivery.ts';
import { taskContext } from './task-tool-context.ts';
import { createTasksHandler } from './tasks-http.ts';

export interface TasksServiceDeps {
  settings: AgentEnv;
  environment: Record<string, string | undefined>;
  files: DatabaseFiles;
  log: ModelLog;
}

/** Nobody listens there: whatever is asked of it fails with a sentence. */
const NOWHERE = 'http://127.0.0.1:9';

/** Rejects with StoreError when the database cannot be used. */
export async function createTasksService({
  settings,
  environment,
  files,
  log,
}: TasksServiceDeps): Promise<OpenedService> {
  const [store, approvals, inbox, ruleSets] = await Promise.all([
    openSqliteTaskStore(files),
    openSqliteApprovalStore(files),
    openSqliteCallInbox(files),
    openSqliteRuleSetStore(files),
  ]);
  const here = { url: settings.PARLEY_TOOL_WORKER_URL ?? NOWHERE, token: settings.PARLEY_INTERNAL_TOKEN ?? '' };
  const memory = createMemoryClient({ ...here, log });
  const toolbox = createToolboxClient(here);
  const nowMs = () => Date.now();
  const rules = new RulesWatch({ current: () => storedNow(ruleSets), clock: realClock, log });
  const delivery = startTaskDelivery({
    store,
    inbox,
    webhook: {
      secret: settings.PARLEY_TASK_WEBHOOK_SECRET,
      privateAddresses: settings.PARLEY_TASK_WEBHOOK_PRIVATE === 'on',
    },
    nowMs,
    log,
  });
  const engine: TaskEngine = startTaskEngine({
    store,
    approvals,
    planner: chosenPlanner(settings, environment, log),
    agentOf: taskAgents({
      catalog: new Catalog(settings.PARLEY_CATALOG),
      remoteTools: async (agent, signal) => remoteTools(await toolbox.list(agent, signal), toolbox),
      ...(settings.PARLEY_TOOL_WORKER_URL !== undefined && {
        placed: (tool: Tool) => remoteFunction(tool, toolbox),
      }),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      policy: () => rules.now(),
    }),
    contextOf: (task, agent, callKey, signal) => taskContext({ task, agent, callKey, signal, memory, nowMs: nowMs() }),
    budget: {
      ...TASK_BUDGET_DEFAULTS,
      maxActiveMs: settings.PARLEY_TASK_MAX_MS,
      maxUsd: settings.PARLEY_TASK_MAX_USD,
    },
    atOnce: settings.PARLEY_TASKS_AT_ONCE,
    onOver: () => delivery.wake(),
    nowMs,
    log,
  });
  return {
    answer: createTasksHandler({ store, wake: () => engine.wake(), nowMs }),
    async close() {
      rules.close();
      await engine.stop();
      await delivery.stop();
      await Promise.all([store.close(), approvals.close(), inbox.close(), ruleSets.close()]);
    },
  };
}
