/** A data folder that cannot be used is told before anything is started on it. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { prepareDataFolder } from '../../../server/dev/prepare-data-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley data ü-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is made when it is missing, with spaces and other letters, and nothing is left in it', () => {
  const root = join(folder, 'my data', 'größer');
  prepareDataFolder(root);
  prepareDataFolder(root);
  expect(readdirSync(root)).toEqual([]);
});

it('a file where a folder should be is named with what to do', () => {
  const file = join(folder, 'notes.txt');
  writeFileSync(file, 'x');
  expect(() => prepareDataFolder(file)).toThrow(
    `The data folder ${file} cannot be used: a file has its name; remove that, or set PARLEY_DATA_DIR to another folder.`,
  );
  expect(() => prepareDataFolder(join(file, 'data'))).toThrow('a part of its path is a file; remove that');
});
