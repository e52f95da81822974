/**
 * `npm run bench [-- turn|density|seeing|start|tasks|all] [--quick] [--no-peer] [--calls 1,5,10] [--rounds N] [--finalize-ms N] [--tokens|--live|--hour]`: measures, prints
 * tables, keeps every sample in `test/bench/results/latest.json`. Leaves no process behind, however it ends.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, setPriority, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { asText, type BenchOptions, type BenchReport } from './report.ts';

// The media library logs at debug level unless it is told that this is production, and looks when it is loaded.
process.env.NODE_ENV = 'production';
const BENCHES: Record<string, (options: BenchOptions) => Promise<BenchReport>> = {
  turn: async (options) => (await import('./turn-bench.ts')).turnBench(options),
  density: async (options) => (await import('./density-bench.ts')).densityBench(options),
  seeing: async (options) => {
    if (options.tokens) return (await import('./seeing/tokens-bench.ts')).tokensBench(options);
    if (options.live) return (await import('./seeing/live-bench.ts')).liveBench(options);
    if (options.hour) return (await import('./seeing/memory-bench.ts')).hourOfFrames(options);
    return (await import('./seeing/video-bench.ts')).videoBench(options);
  },
  start: async (options) => (await import('./start-bench.ts')).startBench(options),
  tasks: async (options) => (await import('./task-bench.ts')).taskBench(options),
};
const LONGEST_RUN_MS = 45 * 60_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    peer: { type: 'boolean', default: true },
    calls: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    'finalize-ms': { type: 'string', default: '0' },
    tokens: { type: 'boolean', default: false },
    live: { type: 'boolean', default: false },
    hour: { type: 'boolean', default: false },
  },
  allowNegative: true,
});
const wanted = positionals.length === 0 || positionals.includes('all') ? Object.keys(BENCHES) : positionals;
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}: ask for ${Object.keys(BENCHES).join(', ')} or all.`);
  process.exit(2);
}
const calls = (values.calls ?? (values.quick ? '1,3' : '1,5,10,20')).split(',').map(Number);
if (calls.some((count) => !Number.isInteger(count) || count < 1 || count > 60)) {
  console.error(`--calls ${values.calls} is not a list of whole numbers from 1 to 60.`);
  process.exit(2);
}
const options: BenchOptions = {
  quick: values.quick,
  peer: values.peer,
  tokens: values.tokens,
  live: values.live,
  hour: values.hour,
  rounds: values.quick ? 1 : Number(values.rounds),
  finalizeMs: Number(values['finalize-ms']),
  calls,
  say: (line) => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`),
};

// What else runs on the machine is not what is measured; the niceness is that of our hosts, so all compete as equals.
const NICENESS = -5;
try {
  setPriority(NICENESS);
} catch {
  console.log('Without the right to a higher priority: other programs of this machine count in.');
}

// What was started ends with this process: children see their channel close, the rest is told.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
setTimeout(() => {
  console.error(`The benches took longer than ${LONGEST_RUN_MS / 60_000} minutes: given up.`);
  process.exit(1);
}, LONGEST_RUN_MS).unref();

const load = loadavg()[0] ?? 0;
const cores = availableParallelism();
console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${cores} cores, ${Math.round(totalmem() / 2 ** 30)} GB, load ${load.toFixed(1)} at the start`,
);
if (load > cores / 2) console.log('The machine is busy with something else: these figures are worse than its own.');
const reports: BenchReport[] = [];
let failed = false;
for (const name of wanted) {
  try {
    const report = await BENCHES[name]?.(options);
    if (!report) continue;
    reports.push(report);
    console.log(asText(report));
  } catch (error) {
    failed = true;
    console.error(`bench ${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
const folder = join(import.meta.dirname, 'results');
await mkdir(folder, { recursive: true });
const kept = { at: new Date().toISOString(), cores, load, options: { ...options, say: undefined }, reports };
await writeFile(join(folder, 'latest.json'), JSON.stringify(kept, undefined, 1));
process.exit(failed ? 1 : 0);
