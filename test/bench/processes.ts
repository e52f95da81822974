/** What a tree of processes costs, read from /proc: seconds of CPU and proportional memory. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** `root` and everything below it, now. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statFields(Number(name))?.[1]);
    if (Number.isInteger(parent)) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [root];
  for (let i = 0; i < tree.length; i += 1) tree.push(...(children.get(tree[i] ?? 0) ?? []));
  return tree;
}

export const cpuSecondsOf = (pid: number): number => {
  const fields = statFields(pid);
  return fields === undefined ? 0 : (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

/** Name and CPU of one thread; undefined when it has ended. */
export function threadCpuSeconds(pid: number, thread: number): { name: string; seconds: number } | undefined {
  const text = read(`/proc/${pid}/task/${thread}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')')).trim();
  return { name, seconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND };
}

/** Proportional set size: shared pages are counted once over all processes that share them. */
export function pssMb(pids: readonly number[]): number {
  let kilobytes = 0;
  for (const pid of pids)
    kilobytes += Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? 0);
  return kilobytes / 1_024;
}

/** Sums the CPU of trees over time, of processes that have ended meanwhile too. */
export class CpuMeter {
  readonly #roots: readonly number[];
  readonly #first = new Map<number, number>();
  readonly #last = new Map<number, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(roots: readonly number[]) {
    this.#roots = roots;
    this.#sample(true);
    this.#timer = setInterval(() => this.#sample(false), 2_000);
  }
  #sample(first: boolean): void {
    for (const pid of this.#roots.flatMap(processTree)) {
      const seconds = cpuSecondsOf(pid);
      // A process that is new since the start is counted from its birth.
      if (!this.#first.has(pid)) this.#first.set(pid, first ? seconds : 0);
      this.#last.set(pid, Math.max(seconds, this.#last.get(pid) ?? 0));
    }
  }
  stop(): number {
    clearInterval(this.#timer);
    this.#sample(false);
    let total = 0;
    for (const [pid, seconds] of this.#last) total += seconds - (this.#first.get(pid) ?? 0);
    return total;
  }
}

/** Fields of /proc/<pid>/stat from the state on: the name before it may hold spaces. */
function statFields(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
