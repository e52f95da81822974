/** Real engine processes on a real file, killed by SIGKILL at boundaries of all kinds; test/bench has the same 500 times. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { carryOutUnderKills } from '../support/tasks/kill-engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-task-kills-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// 17 and 18 are before and after the letter goes: of both nobody can know. The others are in front of and behind writes.
it.each([
  { scenario: 'trip', boundaries: [3, 10, 11] },
  { scenario: 'letter', boundaries: [17] },
  { scenario: 'letter', boundaries: [18] },
  { scenario: 'closed', boundaries: [25] },
] as const)(
  '$scenario, killed at $boundaries',
  async ({ scenario, boundaries }) => {
    const { kills, tasks } = await carryOutUnderKills(
      folder,
      [scenario],
      boundaries.map((boundary) => ({ boundary })),
    );
    expect(tasks.map(({ complaints }) => complaints)).toEqual([[]]);
    expect(kills).toBeGreaterThan(0);
  },
  240_000,
);
