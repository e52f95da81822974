/** The hourly round: in batches, with the files of what is gone, and without giving up when one round fails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { callsWithOldFiles, removeCallFiles } from '../../../agents/files/file-store.ts';
import type { SweepResult } from '../../../agents/log/retention.ts';
import { startRetention } from '../../../server/records/retention.ts';
import { eventually } from '../../support/eventually.ts';

const DAY_MS = 24 * 3_600_000;
const NOW = Date.now();
const NOTHING = { calls: 0, events: 0, commands: 0, tasks: 0, approvals: 0 };
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'parley-retention-files-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const withFiles = async (callId: string, atMs: number) => {
  const folder = join(dataDir, 'files', callId);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'f'), 'bytes');
  await utimes(folder, new Date(atMs), new Date(atMs));
};

function start(steps: (SweepResult | Error)[], live: string[] = []) {
  const asked: number[] = [];
  const said: [string, unknown][] = [];
  let free = 3;
  const retention = startRetention({
    store: {
      async sweep(beforeMs) {
        asked.push(beforeMs);
        const step = steps.shift() ?? { removed: NOTHING, callIds: [], more: false };
        if (step instanceof Error) throw step;
        return step;
      },
      unknownCalls: async (ids) => ids.filter((id) => !live.includes(id)),
      shrink: async () => Math.max(0, free--),
    },
    files: {
      olderThan: (beforeMs) => callsWithOldFiles(dataDir, beforeMs),
      remove: (callId) => removeCallFiles(dataDir, callId),
    },
    days: 7,
    nowMs: () => NOW,
    log: { info: (facts) => said.push(['info', facts]), warn: (facts) => said.push(['warn', facts.err]) },
    everyMs: 20,
    pauseMs: 1,
  });
  return { asked, said, [Symbol.asyncDispose]: () => retention.stop() };
}

it('removes batch after batch, with the files of those calls, and says once what it was', async () => {
  await withFiles('gone', NOW);
  await withFiles('other', NOW);
  const first = { removed: { ...NOTHING, calls: 1, events: 400 }, callIds: ['gone'], more: true };
  const second = { removed: { ...NOTHING, events: 5, tasks: 2 }, callIds: [], more: false };
  await using round = start([first, second]);
  await eventually('the round is over', () => round.said.length > 0);
  expect(round.said).toEqual([
    ['info', { calls: 1, events: 405, commands: 0, tasks: 2, approvals: 0, files: 0, days: 7 }],
  ]);
  expect(round.asked[0]).toBe(NOW - 7 * DAY_MS);
  expect(await readdir(join(dataDir, 'files'))).toEqual(['other']);
});

it('removes files that a host left behind, but neither new ones nor those of a call that is known', async () => {
  await withFiles('orphan', NOW - 8 * DAY_MS);
  await withFiles('known', NOW - 8 * DAY_MS);
  await withFiles('new', NOW - 6 * DAY_MS);
  await using round = start([], ['known']);
  await eventually('the round is over', () => round.said.length > 0);
  expect((await readdir(join(dataDir, 'files'))).sort()).toEqual(['known', 'new']);
});

it('a round that fails is said and tried again', async () => {
  const done = { removed: { ...NOTHING, calls: 1 }, callIds: [], more: false };
  await using round = start([new Error('the disk is full'), done]);
  await eventually('the second round is over', () => round.said.length > 1);
  expect(round.said).toMatchObject([
    ['warn', { message: 'the disk is full' }],
    ['info', { calls: 1 }],
  ]);
});
