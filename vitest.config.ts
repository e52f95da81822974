import { defineConfig } from 'vitest/config';

const project = (name: string, timeoutMs: number, serial: boolean) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeoutMs,
    hookTimeout: Math.max(timeoutMs, 60_000),
    pool: 'forks' as const,
    fileParallelism: !serial,
  },
});

export default defineConfig({
  test: {
    projects: [project('unit', 10_000, false), project('conformance', 30_000, false), project('integration', 60_000, true), project('e2e', 120_000, true)],
  },
});
