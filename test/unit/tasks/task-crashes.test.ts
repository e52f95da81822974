/**
 * An engine that ends at any moment, abandoned where it stands: whoever goes on from the log does each effect once, and
 * says of every other one that nobody knows.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqliteTaskStore } from '../../../agents/log/sqlite/sqlite-task-store.ts';
import { TASK_BUDGET_DEFAULTS } from '../../../agents/tasks/task-budget.ts';
import { TaskJournal } from '../../../agents/tasks/task-journal.ts';
import { runTask } from '../../../agents/tasks/task-run.ts';
import type { TaskStore } from '../../../agents/tasks/task-store.ts';
import { taskContext } from '../../../agents/tasks/task-tool-context.ts';
import { effectsIn, toolsOn } from '../../support/tasks/effects.ts';
import { interruptedStore } from '../../support/tasks/interrupted-store.ts';
import { complaints } from '../../support/tasks/judge-effects.ts';
import { noMemory } from '../../support/tasks/no-memory.ts';
import { agentWith, type ScenarioName, scenarioPlanner } from '../../support/tasks/scenarios.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-task-crashes-'));
let store: TaskStore;
let nowMs = 1_000_000;

beforeAll(async () => {
  store = await openSqliteTaskStore({ file: join(folder, 'parley.db'), masterKeyFile: join(folder, 'key') });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

class Crash extends Error {}

/** Runs the task with an engine that ends at the `at`-th boundary. False when it came to its end before. */
async function crashesAt(at: number, file: string): Promise<boolean> {
  let passed = 0;
  const boundary = () => {
    passed += 1;
    if (passed >= at) throw new Crash('the process is gone');
  };
  nowMs += 60_000;
  const owner = randomUUID();
  const fragile = interruptedStore(store, boundary);
  try {
    const task = await fragile.claim(owner, nowMs, 5_000);
    if (!task) return false;
    const agent = agentWith(toolsOn(file, boundary));
    await runTask({
      journal: await TaskJournal.open(fragile, owner, () => nowMs, task),
      agent,
      planner: scenarioPlanner(boundary),
      budget: TASK_BUDGET_DEFAULTS,
      contextOf: (callKey, signal) => taskContext({ task, agent, callKey, signal, memory: noMemory, nowMs }),
      nowMs: () => nowMs,
      cancelledBy: async () => undefined,
      signal: new AbortController().signal,
      pauseSignal: new AbortController().signal,
    });
    return false;
  } catch (error) {
    // A tool that is gone with its process looks like one that failed: only the boundary itself is a crash.
    if (passed >= at) return true;
    throw error;
  }
}

/** Ends the engine at each of `boundaries` in turn, then lets it finish. Resolves with the number of crashes. */
async function carryOut(scenario: ScenarioName, boundaries: readonly number[]): Promise<number> {
  const id = randomUUID();
  const file = join(folder, `${id}.effects`);
  const request = { agent: 'assistant', goal: scenario, user: 'anna', priority: 'normal', origin: 'api' } as const;
  await store.create({ id, request, actor: 'key:test', atMs: nowMs });
  let crashes = 0;
  for (const at of boundaries) if (await crashesAt(at, file)) crashes += 1;
  await crashesAt(Number.POSITIVE_INFINITY, file);
  const task = await store.get(id);
  if (!task) throw new Error('The task is gone.');
  const found = complaints(scenario, task, await store.log(id, 0, 500), effectsIn(file));
  expect(found, `${scenario}, ended at ${boundaries.join(', ')}`).toEqual([]);
  return crashes;
}

describe('a task whose engine ends', () => {
  it.each([
    { scenario: 'trip', apart: 1 },
    { scenario: 'letter', apart: 1 },
    // Planned three times and taken back: four times as many boundaries, most of them of a kind.
    { scenario: 'closed', apart: 5 },
  ] as const)(
    '$scenario: at its boundaries, one after the other',
    async ({ scenario, apart }) => {
      let at = 1;
      while ((await carryOut(scenario, [at])) > 0) at += apart;
      expect(at).toBeGreaterThan(20);
    },
    120_000,
  );

  it('again and again, at least 500 times in all', async () => {
    let crashes = 0;
    for (let round = 0; crashes < 500; round += 1) {
      const scenario = (['trip', 'letter', 'closed'] as const)[round % 3] ?? 'trip';
      // Every other number: a small generator, so that a failure can be run again.
      const boundaries = Array.from({ length: 8 }, (_, index) => 1 + ((round * 7 + index * 5 + round * index) % 13));
      crashes += await carryOut(scenario, boundaries);
    }
    expect(crashes).toBeGreaterThanOrEqual(500);
  }, 120_000);
});
