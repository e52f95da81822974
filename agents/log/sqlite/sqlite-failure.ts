/** Turns what SQLite throws into a StoreError: a sentence that says what to do, and whether waiting can help. Pure. */
import { StoreError, type StoreFailure } from '../store-error.ts';

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html). */
const BY_CODE: Record<number, { failure: StoreFailure; advice: string }> = {
  5: { failure: 'busy', advice: 'another process holds the database; try again in a moment' },
  6: { failure: 'busy', advice: 'a table is locked; try again in a moment' },
  8: { failure: 'read-only', advice: 'the file or its folder is not writable: check its owner and permissions' },
  10: { failure: 'io', advice: 'the disk reported an error' },
  11: { failure: 'corrupt', advice: 'the file is damaged: move it away, or restore a copy' },
  13: { failure: 'disk-full', advice: 'the disk is full: free some space and writing goes on' },
  14: { failure: 'io', advice: 'the file cannot be opened: check that its folder exists and is writable' },
  26: { failure: 'corrupt', advice: 'the file is no database: move it away, or restore a copy' },
};

/** `what` names the attempt and the file, as in "Writing to /x/parley.db". */
export function sqliteFailure(error: unknown, what: string): StoreError {
  if (error instanceof StoreError) return error;
  const code =
    error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
      ? error.errcode & 0xff
      : undefined;
  const known = code === undefined ? undefined : BY_CODE[code];
  const said = error instanceof Error ? error.message : String(error);
  if (!known) return new StoreError('io', `${what} failed: ${said}.`, { cause: error });
  return new StoreError(known.failure, `${what} failed: ${known.advice} (SQLite: ${said}).`, { cause: error });
}
