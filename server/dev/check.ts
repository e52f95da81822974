/**
 * `npm run check`: everything that can be judged without starting a process of ours, two things at a time on two cores.
 * Each shows its words when it is over, and all of them are run: one look tells all that is wrong.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from './data-folder.ts';
import { captureStep, type Step } from './run-steps.ts';

/** The compiler's own notes on what it judged the last time: a third of the time when little has changed. */
const notes = (name: string) => [
  '--incremental',
  '--tsBuildInfoFile',
  join(REPOSITORY, 'node_modules', '.cache', 'parley', `${name}.tsbuildinfo`),
];

/** The longest first, so that none is left alone at the end. */
const STEPS: Step[] = [
  { name: 'asynchronous mistakes (eslint)', command: 'eslint', args: ['.'] },
  { name: 'format and lint (biome)', command: 'biome', args: ['check', '.'] },
  { name: 'types (tsc)', command: 'tsc', args: ['--noEmit', '-p', '.', ...notes('server')] },
  { name: 'types of the page (tsc)', command: 'tsc', args: ['--noEmit', '-p', 'web-client', ...notes('page')] },
  { name: 'unit tests (vitest)', command: 'vitest', args: ['run', '--project', 'unit'] },
  {
    name: 'directions (dependency-cruiser)',
    command: 'depcruise',
    args: ['agents', 'media', 'server', 'test', 'web-client', '--config', '.dependency-cruiser.mjs'],
  },
  { name: 'dead code (knip)', command: 'knip', args: [] },
];
/** More at a time than this and the tests would wait for the compiler's memory. */
const MAX_LANES = 4;

const seconds = (sinceMs: number) => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;

const startMs = performance.now();
const waiting = [...STEPS];
const failed: string[] = [];

async function lane(): Promise<void> {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const stepMs = performance.now();
    const { code, output } = await captureStep(step);
    if (code === 0) {
      console.log(`ok      ${step.name}, ${seconds(stepMs)}`);
    } else {
      failed.push(step.name);
      console.log(`\n${output.trimEnd()}\n\nfailed  ${step.name}, ${seconds(stepMs)}`);
    }
  }
}

await Promise.all(Array.from({ length: Math.min(availableParallelism(), MAX_LANES) }, lane));
console.log(failed.length === 0 ? `all good, ${seconds(startMs)}` : `\nfailed: ${failed.join('; ')}`);
process.exit(failed.length === 0 ? 0 : 1);
