/**
 * Prints `N passed, N failed` as the very last line of a run, whatever other reporters print before the process ends, and
 * before it every test that needed a second try: those are watched, not forgotten.
 */
import { writeSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

const MAX_WHY = 300;

/** As much of vitest's test file as is counted. */
export interface CountedFile {
  children: { allTests(): Iterable<{ result(): { state: string } }> };
  errors(): readonly unknown[];
}

/** What a run came to. A file that cannot be loaded and an error outside every test are failures too; so is a test that never ran. */
export function countResults(
  files: readonly CountedFile[],
  unhandledErrors: number,
): { passed: number; failed: number } {
  let passed = 0;
  let failed = unhandledErrors;
  for (const module of files) {
    failed += module.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed += 1;
      if (state === 'failed' || state === 'pending') failed += 1;
    }
  }
  return { passed, failed };
}

/** Names of the tests that failed first and passed then, each with the first line of why. */
function secondTries(modules: readonly TestModule[]): string[] {
  return modules.flatMap((module) =>
    [...module.children.allTests()]
      .filter((test) => test.diagnostic()?.flaky === true)
      .map((test) => {
        const why = test.result().errors?.[0]?.message.split('\n')[0]?.slice(0, MAX_WHY) ?? 'it did not say why';
        return `${module.relativeModuleId} > ${test.fullName} (first: ${why})`;
      }),
  );
}

export class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const { passed, failed } = countResults(modules, unhandledErrors.length);
    const notes = secondTries(modules).map((name) => `passed at the second try: ${name}\n`);
    process.once('exit', () => writeSync(1, `${notes.join('')}${passed} passed, ${failed} failed\n`));
  }
}
