import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteToolSwitches } from '../../../agents/log/sqlite/sqlite-tool-switches.ts';

test('a kill switch is kept over a restart, and the last word on it counts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switches-'));
  const options = { file: join(folder, 'a.sqlite'), masterKeyFile: join(folder, 'key') };
  try {
    const first = await openSqliteToolSwitches(options);
    const off = { kind: 'source', name: 'crm', off: true, by: 'anna', reason: 'it is being mended', atMs: 5 } as const;
    await first.set(off);
    await first.set({ kind: 'tool', name: 'crm_pay', off: true, by: 'anna', reason: '', atMs: 6 });
    await first.set({ kind: 'tool', name: 'crm_pay', off: false, by: 'bert', reason: '', atMs: 7 });
    await first.close();
    const second = await openSqliteToolSwitches(options);
    expect(await second.all()).toEqual([
      off,
      { kind: 'tool', name: 'crm_pay', off: false, by: 'bert', reason: '', atMs: 7 },
    ]);
    await second.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
