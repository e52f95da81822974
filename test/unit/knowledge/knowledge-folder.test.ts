/** Which files of a folder are documents, and that nothing leads out of it. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readFound, scanFolder } from '../../../agents/knowledge/scan-folder.ts';

let outside: string;
let folder: string;
beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'parley-scan-'));
  folder = join(outside, 'docs');
  mkdirSync(join(folder, 'deep', 'er'), { recursive: true });
  writeFileSync(join(folder, 'a.md'), 'inside');
  writeFileSync(join(folder, 'deep', 'er', 'b.txt'), 'deep');
  writeFileSync(join(outside, 'secret.txt'), 'secret');
});
afterEach(() => rmSync(outside, { recursive: true, force: true }));
const scan = () => scanFolder(folder, new AbortController().signal);

it('finds files at any depth, and neither hidden ones nor what editors leave', async () => {
  for (const name of ['.env', '~lock.md', 'a.md~']) writeFileSync(join(folder, name), 'x');
  mkdirSync(join(folder, '.git'));
  writeFileSync(join(folder, '.git', 'config'), 'x');
  const { files, problems } = await scan();
  expect(files.map(({ place }) => place)).toEqual(['a.md', 'deep/er/b.txt']);
  expect(problems).toEqual([]);
});

it('follows a link to a file inside, and none that leads out or to a folder', async () => {
  symlinkSync(join(folder, 'a.md'), join(folder, 'deep', 'again.md'));
  symlinkSync(join(outside, 'secret.txt'), join(folder, 'out.txt'));
  symlinkSync(outside, join(folder, 'outside'));
  symlinkSync(folder, join(folder, 'deep', 'round'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'broken.md'));
  const { files, problems } = await scan();
  expect(files.map(({ place }) => place).sort()).toEqual(['a.md', 'deep/again.md', 'deep/er/b.txt']);
  expect(problems.join('\n')).toMatch(/out\.txt leads out of the folder/);
  expect(problems).toHaveLength(4);
});

it('reads no link that took the place of a file since, nothing that is no file, and nothing too large', async () => {
  const { files } = await scan();
  const found = files.find(({ place }) => place === 'a.md');
  if (!found) throw new Error('a.md was not found.');
  expect(Buffer.from((await readFound(found)) ?? []).toString()).toBe('inside');
  rmSync(found.path);
  expect(await readFound(found)).toBeUndefined();
  symlinkSync(join(outside, 'secret.txt'), found.path);
  await expect(readFound(found)).rejects.toThrow();
  rmSync(found.path);
  mkdirSync(found.path);
  await expect(readFound(found)).rejects.toThrow(/no file/);
  writeFileSync(join(folder, 'big.txt'), '');
  truncateSync(join(folder, 'big.txt'), 20_000_001);
  expect((await scan()).problems).toEqual([expect.stringMatching(/big\.txt has 20000001 bytes/)]);
});

it('says that a folder is not there', async () => {
  await expect(scanFolder(join(folder, 'none'), new AbortController().signal)).rejects.toThrow(/none/);
});
