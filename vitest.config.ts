// Four kinds of tests, the quick ones first. Each kind runs by itself, so that real processes are not timed while others compute.
import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './test/support/closing-line-reporter.ts';

interface Kind {
  groupOrder: number;
  timeoutMs: number;
  /** Files at once; unset: as many as the machine has cores for. */
  files?: number;
  retry?: number;
}
const project = (name: string, { groupOrder, timeoutMs, files, retry = 0 }: Kind) => ({
  test: {
    name,
    retry,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeoutMs,
    hookTimeout: Math.max(timeoutMs, 60_000),
    pool: 'forks' as const,
    ...(files ? { maxWorkers: files } : {}),
    sequence: { groupOrder },
  },
});

export default defineConfig({
  test: {
    reporters: ['default', new ClosingLineReporter()],
    allowOnly: false,
    projects: [
      project('unit', { groupOrder: 0, timeoutMs: 60_000 }),
      project('conformance', { groupOrder: 1, timeoutMs: 60_000, retry: 1 }),
      // Real processes, real sound, a machine that others use: a second try tells a stumble from a defect, and is reported.
      // Most of a call is waiting for sound, so two files share the machine; a browser wants it for itself.
      project('integration', { groupOrder: 2, timeoutMs: 120_000, files: 2, retry: 1 }),
      project('e2e', { groupOrder: 3, timeoutMs: 180_000, files: 1, retry: 1 }),
    ],
  },
});
