/**
 * A process that carries out the tasks of a database file until none is left, or until it is killed: by itself, at the
 * boundary that its second argument numbers. Arguments: database file, boundary (0: none), tasks at once. Effects are
 * kept beside the file, and so is the name of the place where it ended itself. Says `begun` when it has taken a task.
 */
import { appendFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openSqliteTaskStore } from '../../../agents/log/sqlite/sqlite-task-store.ts';
import { startTaskEngine } from '../../../agents/tasks/engine.ts';
import { TASK_BUDGET_DEFAULTS } from '../../../agents/tasks/task-budget.ts';
import { taskContext } from '../../../agents/tasks/task-tool-context.ts';
import { toolsOn } from '../tasks/effects.ts';
import { interruptedStore } from '../tasks/interrupted-store.ts';
import { noMemory } from '../tasks/no-memory.ts';
import { agentWith, scenarioPlanner } from '../tasks/scenarios.ts';

const [file = '', killAt = '0', atOnce = '1'] = process.argv.slice(2);
let passed = 0;
const boundary = (place: string): void => {
  if (passed === 0) process.stdout.write('begun\n');
  passed += 1;
  if (passed !== Number(killAt)) return;
  appendFileSync(`${file}.deaths`, `${place}\n`);
  process.kill(process.pid, 'SIGKILL');
};
/** A lease in the past is anybody's: whoever comes next need not wait for the dead. */
const LEASE_MS = 150;

const store = await openSqliteTaskStore({ file, masterKeyFile: join(dirname(file), 'key') });
const tools = toolsOn(`${file}.effects`, boundary);
const engine = startTaskEngine({
  store: interruptedStore(store, boundary),
  planner: scenarioPlanner(boundary),
  agentOf: async () => agentWith(tools),
  contextOf: (task, agent, callKey, signal) =>
    taskContext({ task, agent, callKey, signal, memory: noMemory, nowMs: Date.now() }),
  budget: TASK_BUDGET_DEFAULTS,
  atOnce: Number(atOnce),
  leaseMs: LEASE_MS,
  lookEveryMs: 25,
  onOver: () => {},
  nowMs: () => Date.now(),
  log: { info: () => {}, warn: () => {} },
});
const over = async (): Promise<boolean> =>
  (await store.list({}, { limit: 50 })).tasks.every(({ state }) =>
    ['COMPLETED', 'FAILED', 'ESCALATED'].includes(state),
  );
while (!(await over())) await new Promise((resolve) => setTimeout(resolve, 25));
await engine.stop();
await store.close();
process.exit(0);
