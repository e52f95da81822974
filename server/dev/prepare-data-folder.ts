/**
 * Makes the data folder and finds out whether it can be used, before anything is fetched into it or started on it. What
 * is wrong is one sentence that says what to do.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A start writes a few of it; a disk that has not even this ends every call with an error. */
const ROOM_BYTES = 4 * 1024 * 1024;

const WHAT_TO_DO: Record<string, string> = {
  EACCES: 'it is not this user’s to write; give it to this user',
  EPERM: 'it is not this user’s to write; give it to this user',
  EROFS: 'it lies on a disk that can only be read; use another',
  ENOSPC: 'its disk is full; free some space',
  EDQUOT: 'this user’s share of its disk is full; free some space',
  ENOTDIR: 'a part of its path is a file; remove that',
  EEXIST: 'a file has its name; remove that',
};

/** Throws the sentence. Windows and networks have codes of their own; those are quoted. */
export function prepareDataFolder(root: string): void {
  const probe = join(root, `.room-${process.pid}`);
  try {
    mkdirSync(root, { recursive: true });
    writeFileSync(probe, Buffer.alloc(ROOM_BYTES), { mode: 0o600 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const why = WHAT_TO_DO[code] ?? `${error instanceof Error ? error.message : String(error)}; mend that`;
    throw new Error(`The data folder ${root} cannot be used: ${why}, or set PARLEY_DATA_DIR to another folder.`, {
      cause: error,
    });
  } finally {
    removeQuietly(probe);
  }
}

/** What could not be written cannot be removed either; the first error is the one that tells. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Said already.
  }
}
