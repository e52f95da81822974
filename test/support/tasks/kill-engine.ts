/** Carries a task out by engine processes that are killed one after the other, each at the boundary it is told. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { openSqliteTaskStore } from '../../../agents/log/sqlite/sqlite-task-store.ts';
import { effectsIn } from './effects.ts';
import { complaints } from './judge-effects.ts';
import type { ScenarioName } from './scenarios.ts';

const PROGRAM = join(import.meta.dirname, '..', 'programs', 'task-engine.ts');
const PROCESS_DEADLINE_MS = 60_000;

/** How often a process was really killed, and what does not hold afterwards. */
export async function carryOutUnderKills(
  folder: string,
  scenario: ScenarioName,
  boundaries: readonly number[],
): Promise<{ kills: number; complaints: string[] }> {
  const name = randomUUID();
  const file = join(folder, `${name}.db`);
  const store = await openSqliteTaskStore({ file, masterKeyFile: join(folder, 'key') });
  const id = randomUUID();
  const request = { agent: 'assistant', goal: scenario, user: 'anna', priority: 'normal', origin: 'api' } as const;
  try {
    await store.create({ id, request, actor: 'key:test', atMs: Date.now() });
    let kills = 0;
    for (const at of boundaries) if (await killedAt(file, folder, at)) kills += 1;
    if (await killedAt(file, folder, 0)) throw new Error('An engine was killed by somebody else.');
    const task = await store.get(id);
    if (!task) throw new Error('The task is gone.');
    const effects = effectsIn(join(folder, `${name}.db.effects`));
    return { kills, complaints: complaints(scenario, task, await store.log(id, 0, 500), effects) };
  } finally {
    await store.close();
  }
}

async function killedAt(file: string, folder: string, at: number): Promise<boolean> {
  const child = spawn(process.execPath, [PROGRAM, file, folder, String(at)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const late = setTimeout(() => child.kill('SIGTERM'), PROCESS_DEADLINE_MS);
  const [code, signal]: [number | null, NodeJS.Signals | null] = await once(child, 'exit').then(
    ([exitCode, exitSignal]) => [exitCode, exitSignal],
  );
  clearTimeout(late);
  if (signal === 'SIGKILL') return true;
  if (code === 0) return false;
  throw new Error(`The engine ended with ${code ?? signal}: ${said.slice(-2_000)}`);
}
