/** One stack per data folder, however the folder is called and whatever became of the other process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { claimDataFolder } from '../../../server/dev/single-instance.ts';
import { eventually } from '../../support/eventually.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley claim ü-'));
const children: ChildProcess[] = [];
// What it held is free when it has gone, and not when it was told to go.
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const module = JSON.stringify(new URL('../../../server/dev/single-instance.ts', import.meta.url).href);

/** Another process that holds the claim. */
async function otherHolds(env: Record<string, string> = {}): Promise<ChildProcess> {
  const program = `import(${module}).then((m) => m.claimDataFolder(process.argv[1])).then(() => { console.log('held'); setInterval(() => {}, 1000); });`;
  const child = spawn(process.execPath, ['-e', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  children.push(child);
  const ended = once(child, 'exit').then(() => {
    throw new Error('The other process ended before it held the folder.');
  });
  await Promise.race([once(child.stdout, 'data'), ended]);
  ended.catch(() => {});
  return child;
}

it('a second start is told which process has the folder, also by another name of the folder', async () => {
  // Without files it does not matter where temporary ones go.
  const child = await otherHolds(process.platform === 'linux' ? { TMPDIR: folder } : {});
  await eventually('it says which', async () =>
    (await claimDataFolder(folder).catch(String)).toString().includes(`(process ${child.pid})`),
  );
  const link = `${folder}-link`;
  symlinkSync(folder, link);
  try {
    await expect(claimDataFolder(link)).rejects.toThrow(`Parley already runs from ${link}`);
  } finally {
    rmSync(link);
  }
});

it('a holder that was stopped in its terminal still holds it', async () => {
  const child = await otherHolds();
  child.kill('SIGSTOP');
  await expect(claimDataFolder(folder)).rejects.toThrow('a process that does not answer');
  child.kill('SIGCONT');
});

it('what a dead process held is free at once, and what is released too', async () => {
  const child = await otherHolds();
  child.kill('SIGKILL');
  await once(child, 'exit');
  (await claimDataFolder(folder)).release();
  (await claimDataFolder(folder)).release();
});
