/** Where the CPU of a stack goes: seconds by program and kind of thread, from /proc. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { processTree, threadCpuSeconds } from './processes.ts';

/** By `host.ts AudioEncoder` and the like: all threads of a name in all processes of a program. */
export type ThreadCosts = Map<string, number>;

/** A call's threads end with it: they are looked at all the time, and what they had last counts. */
const LOOK_EVERY_MS = 1_000;

/** Call the result at the end: seconds since. */
export function watchThreads(roots: readonly number[]): () => ThreadCosts {
  const before = look(roots);
  const last = new Map(before);
  const note = (): void => {
    for (const [id, cost] of look(roots)) last.set(id, cost);
  };
  const timer = setInterval(note, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    note();
    const costs: ThreadCosts = new Map();
    for (const [id, { name, seconds }] of last)
      costs.set(name, (costs.get(name) ?? 0) + seconds - (before.get(id)?.seconds ?? 0));
    return costs;
  };
}

/** The costliest first, as one line. `per`: seconds are divided by it. */
export function showThreads(costs: ThreadCosts, per: number, most = 14): string {
  return [...costs]
    .map(([name, seconds]) => ({ name, share: seconds / per }))
    .filter(({ share }) => share >= 0.01)
    .sort((one, other) => other.share - one.share)
    .slice(0, most)
    .map(({ name, share }) => `${name} ${share.toFixed(2)}`)
    .join(', ');
}

function look(roots: readonly number[]): Map<string, { name: string; seconds: number }> {
  const found = new Map<string, { name: string; seconds: number }>();
  for (const pid of roots.flatMap(processTree)) {
    const program = programOf(pid);
    for (const thread of listed(`/proc/${pid}/task`)) {
      const cost = threadCpuSeconds(pid, Number(thread));
      if (cost) found.set(`${pid}/${thread}`, { name: `${program} ${cost.name}`, seconds: cost.seconds });
    }
  }
  return found;
}
/** The script it runs, else the program itself. */
function programOf(pid: number): string {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
    return basename(words.find((word) => /\.(ts|js|mjs|cjs|py)$/.test(word)) ?? words[0] ?? String(pid));
  } catch {
    return String(pid);
  }
}
function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
