/** `npm run check`: everything that can be judged without starting a process, in the order in which it is cheapest to be wrong. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './data-folder.ts';
import { runStep, type Step } from './run-steps.ts';

const STEPS: Step[] = [
  { name: 'format and lint (biome)', command: 'biome', args: ['check', '.'] },
  { name: 'asynchronous mistakes (eslint)', command: 'eslint', args: ['.'] },
  { name: 'types (tsc)', command: 'tsc', args: ['--noEmit', '-p', '.'] },
  { name: 'types of the page (tsc)', command: 'tsc', args: ['--noEmit', '-p', 'web-client'] },
  {
    name: 'directions (dependency-cruiser)',
    command: 'depcruise',
    args: ['agents', 'media', 'server', 'test', 'web-client', '--config', '.dependency-cruiser.mjs'],
  },
  { name: 'dead code (knip)', command: 'knip', args: [] },
  { name: 'unit tests (vitest)', command: 'vitest', args: ['run', '--project', 'unit'] },
];

for (const step of STEPS) {
  if (
    step.args.includes('web-client') &&
    step.command === 'tsc' &&
    !existsSync(join(REPOSITORY, 'web-client', 'tsconfig.json'))
  )
    continue;
  console.log(`\n${step.name}`);
  const startMs = performance.now();
  const code = await runStep(step);
  if (code !== 0) {
    console.error(`\n${step.name}: failed.`);
    process.exit(code);
  }
  console.log(`ok, ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}
