/**
 * Tasks under kills: 500 engine processes, several tasks in flight in each, ended by SIGKILL at boundaries of all kinds
 * or at any moment. Says how it ended for every task and what does not hold.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carryOutUnderKills, type Kill } from '../support/tasks/kill-engine.ts';
import type { ScenarioName } from '../support/tasks/scenarios.ts';
import { asTable, type BenchOptions, type BenchReport } from './report.ts';

const KILLS = 500;
const QUICK_KILLS = 20;
/** Databases at the same time: one for each core of a small machine. */
const LANES = 2;
const AT_ONCE = 3;
const SCENARIOS: readonly ScenarioName[] = ['trip', 'letter', 'closed'];
/** Tasks of each scenario in a database. */
const OF_EACH = 3;
/** A process passes this many boundaries at most: some fifteen kills until the tasks of a database are over. */
const LAST_BOUNDARY = 40;
/** One kill in so many comes from outside, at no boundary. */
const FROM_OUTSIDE = 4;
const LONGEST_LIFE_MS = 250;

export async function taskBench({ quick, say }: BenchOptions): Promise<BenchReport> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-task-bench-'));
  // What a process has to compile is compiled once.
  process.env.NODE_COMPILE_CACHE ??= join(folder, 'compiled');
  const wanted = quick ? QUICK_KILLS : KILLS;
  const rows = new Map(
    SCENARIOS.map((scenario) => [
      scenario,
      { scenario, tasks: 0, completed: 0, failed: 0, 'with a person': 0, wrong: 0 },
    ]),
  );
  const found: string[] = [];
  const places = new Map<string, number>();
  let kills = 0;
  const startedMs = performance.now();

  async function lane(): Promise<void> {
    while (kills < wanted) {
      const asked: Kill[] = [];
      const scenarios = SCENARIOS.flatMap((scenario) => Array.from({ length: OF_EACH }, () => scenario));
      const result = await carryOutUnderKills(folder, scenarios, someKills(asked), AT_ONCE);
      kills += result.kills;
      for (const place of result.places) places.set(place, (places.get(place) ?? 0) + 1);
      const outside = result.kills - result.places.length;
      if (outside > 0) places.set(ANY_MOMENT, (places.get(ANY_MOMENT) ?? 0) + outside);
      for (const { scenario, state, complaints } of result.tasks) {
        const row = rows.get(scenario);
        if (!row) continue;
        row.tasks += 1;
        if (state === 'COMPLETED') row.completed += 1;
        else if (state === 'FAILED') row.failed += 1;
        else row['with a person'] += 1;
        row.wrong += complaints.length;
        for (const complaint of complaints) found.push(`${scenario} under ${JSON.stringify(asked)}: ${complaint}`);
      }
      say(`tasks: ${kills} kills, ${found.length} complaints`);
    }
  }

  try {
    await Promise.all(Array.from({ length: LANES }, lane));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const tookS = Math.round((performance.now() - startedMs) / 1_000);
  const byPlace = [...places]
    .sort(([, a], [, b]) => b - a)
    .map(([place, count]) => ({ 'killed at': place, kills: count }));
  return {
    bench: 'tasks under kills',
    rows: [...rows.values()],
    notes: [
      `${kills} kills in ${tookS} s, at ${places.size} places:`,
      '',
      asTable(byPlace),
      '',
      ...(found.length === 0 ? ['Every effect once, and every other outcome known or with a person.'] : found),
    ],
    raw: { kills, tookS, places: Object.fromEntries(places), complaints: found },
  };
}

const ANY_MOMENT = 'any moment, from outside';

/** Without end; what was asked for is noted in `asked`, so that a complaint can say it. */
function* someKills(asked: Kill[]): Generator<Kill> {
  for (;;) {
    const kill: Kill =
      Math.random() < 1 / FROM_OUTSIDE
        ? { afterMs: Math.round(Math.random() * LONGEST_LIFE_MS) }
        : { boundary: 1 + Math.floor(Math.random() * LAST_BOUNDARY) };
    asked.push(kill);
    yield kill;
  }
}
