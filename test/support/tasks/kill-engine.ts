/** Carries tasks out by engine processes that are killed one after the other, each where or when it is told. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteTaskStore } from '../../../agents/log/sqlite/sqlite-task-store.ts';
import { type Effect, effectsIn } from './effects.ts';
import { complaints } from './judge-effects.ts';
import type { ScenarioName } from './scenarios.ts';

const PROGRAM = join(import.meta.dirname, '..', 'programs', 'task-engine.ts');
const PROCESS_DEADLINE_MS = 60_000;

/** A boundary kills at its number, counted over all tasks; a time kills that long after the first task was taken. */
export type Kill = { boundary: number } | { afterMs: number };
export interface KilledTasks {
  /** How often a process was really killed. */
  kills: number;
  /** The places where processes ended themselves; those that were killed by the clock are not among them. */
  places: string[];
  /** By task: what became of it, and what does not hold. */
  tasks: { scenario: ScenarioName; state: string; complaints: string[] }[];
}

/** Kills until the tasks are over or `kills` is used up; then an engine that nobody kills finishes what is left. */
export async function carryOutUnderKills(
  folder: string,
  scenarios: readonly ScenarioName[],
  kills: Iterable<Kill>,
  atOnce = 1,
): Promise<KilledTasks> {
  const file = join(folder, `${randomUUID()}.db`);
  const store = await openSqliteTaskStore({ file, masterKeyFile: join(folder, 'key') });
  try {
    const begun = scenarios.map((scenario) => ({ id: randomUUID(), scenario }));
    for (const { id, scenario } of begun) {
      const request = { agent: 'assistant', goal: scenario, user: 'anna', priority: 'normal', origin: 'api' } as const;
      await store.create({ id, request, actor: 'key:test', atMs: Date.now() });
    }
    let killed = 0;
    let left = true;
    for (const kill of kills) {
      left = await isKilled(file, kill, atOnce);
      if (!left) break;
      killed += 1;
    }
    if (left && (await isKilled(file, undefined, atOnce))) throw new Error('An engine was killed by somebody else.');
    const effects = effectsIn(`${file}.effects`);
    const tasks = await Promise.all(
      begun.map(async ({ id, scenario }) => {
        const task = await store.get(id);
        if (!task) return { scenario, state: 'gone', complaints: ['the task is gone'] };
        const own = effects.filter(({ of }: Effect) => of === `task:${id}`);
        return {
          scenario,
          state: task.state,
          complaints: complaints(scenario, task, await store.log(id, 0, 500), own),
        };
      }),
    );
    return { kills: killed, places: linesOf(`${file}.deaths`), tasks };
  } finally {
    await store.close();
  }
}

const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];

/** False when it came to its end. */
async function isKilled(file: string, kill: Kill | undefined, atOnce: number): Promise<boolean> {
  const boundary = kill && 'boundary' in kill ? kill.boundary : 0;
  const child = spawn(process.execPath, [PROGRAM, file, String(boundary), String(atOnce)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  let timer: NodeJS.Timeout | undefined;
  child.stdout.once('data', () => {
    if (kill && 'afterMs' in kill) timer = setTimeout(() => child.kill('SIGKILL'), kill.afterMs);
  });
  const late = setTimeout(() => child.kill('SIGTERM'), PROCESS_DEADLINE_MS);
  const [code, signal]: [number | null, NodeJS.Signals | null] = await once(child, 'exit').then(
    ([exitCode, exitSignal]) => [exitCode, exitSignal],
  );
  clearTimeout(timer);
  clearTimeout(late);
  if (signal === 'SIGKILL') return true;
  if (code === 0) return false;
  throw new Error(`The engine ended with ${code ?? signal}: ${said.slice(-2_000)}`);
}
