/**
 * The repository as a newcomer gets it: what git knows of, without data folder, built page or caches. The installed
 * dependencies and fetched programs are shared, since fetching them is the package registry's speed and not ours.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../../server/dev/data-folder.ts';

export function cleanCopy(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'parley-copy-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  });
  for (const name of listed.split('\0')) {
    // Listed but deleted in the working tree.
    if (name && existsSync(join(REPOSITORY, name))) cpSync(join(REPOSITORY, name), join(folder, name));
  }
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
}
