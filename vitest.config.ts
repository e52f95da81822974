// Four kinds of tests, the quick ones first. Each kind runs by itself, so that real processes are not timed while others compute.
import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './test/support/closing-line-reporter.ts';

const project = (name: string, groupOrder: number, timeoutMs: number, serial: boolean, retry = 0) => ({
  test: {
    name,
    retry,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeoutMs,
    hookTimeout: Math.max(timeoutMs, 60_000),
    pool: 'forks' as const,
    fileParallelism: !serial,
    sequence: { groupOrder },
  },
});

export default defineConfig({
  test: {
    reporters: ['default', new ClosingLineReporter()],
    allowOnly: false,
    projects: [
      project('unit', 0, 60_000, false),
      project('conformance', 1, 60_000, false, 1),
      // Real processes, real sound, a machine that others use: a second try tells a stumble from a defect, and is reported.
      project('integration', 2, 120_000, true, 1),
      project('e2e', 3, 180_000, true, 1),
    ],
  },
});
