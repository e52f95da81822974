/** Tasks under kills: 500 engine processes ended by SIGKILL at boundaries of all kinds; says what does not hold after. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carryOutUnderKills } from '../support/tasks/kill-engine.ts';
import type { ScenarioName } from '../support/tasks/scenarios.ts';
import type { BenchOptions, BenchReport } from './report.ts';

const KILLS = 500;
const QUICK_KILLS = 20;
const KILLS_PER_TASK = 6;
/** Beyond the boundaries of the longest scenario between two kills. */
const LAST_BOUNDARY = 34;
const SCENARIOS: readonly ScenarioName[] = ['trip', 'letter', 'closed'];

export async function taskBench({ quick, say }: BenchOptions): Promise<BenchReport> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-task-bench-'));
  const wanted = quick ? QUICK_KILLS : KILLS;
  const rows = new Map(SCENARIOS.map((scenario) => [scenario, { scenario, tasks: 0, kills: 0, complaints: 0 }]));
  const found: string[] = [];
  let kills = 0;
  try {
    for (let round = 0; kills < wanted; round += 1) {
      const scenario = SCENARIOS[round % SCENARIOS.length] ?? 'trip';
      const boundaries = Array.from({ length: KILLS_PER_TASK }, () => 1 + Math.floor(Math.random() * LAST_BOUNDARY));
      const result = await carryOutUnderKills(folder, scenario, boundaries);
      kills += result.kills;
      const row = rows.get(scenario);
      if (row) {
        row.tasks += 1;
        row.kills += result.kills;
        row.complaints += result.complaints.length;
      }
      for (const complaint of result.complaints)
        found.push(`${scenario} killed at ${boundaries.join(', ')}: ${complaint}`);
      if (round % 10 === 9) say(`tasks: ${kills} kills`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    bench: 'tasks under kills',
    rows: [...rows.values()],
    notes: found.length === 0 ? ['Every effect once, and every other outcome known or with a person.'] : found,
    raw: { kills, complaints: found },
  };
}
