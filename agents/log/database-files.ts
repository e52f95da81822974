/** Which files the call log and memory live in: the one place that knows their names. Pure. */
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EnvironmentError } from '../settings/env.ts';

export interface DatabaseFiles {
  file: string;
  masterKeyFile: string;
}

/** More letters than one before the colon: a single one is a drive of Windows. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/**
 * `databaseUrl` (DATABASE_URL): unset for `parley.db` in the data folder, else a path, `sqlite:<path>` or `file:<path>`,
 * the last two also with `//`. The master key stays in the data folder. Throws `EnvironmentError` for anything else.
 */
export function databaseFiles(dataDir: string, databaseUrl?: string): DatabaseFiles {
  const folder = resolve(dataDir);
  return {
    file: databaseUrl === undefined ? join(folder, 'parley.db') : fileIn(databaseUrl),
    masterKeyFile: join(folder, 'secrets', 'master-key'),
  };
}

function fileIn(url: string): string {
  const scheme = SCHEME.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(url);
  if (scheme !== 'sqlite' && scheme !== 'file') throw refusal(scheme, `${scheme} is not supported`);
  const path = url.slice(scheme.length + 1).replace(/^\/\//, '');
  if (path === '') throw refusal(scheme, 'it names no file');
  if (path === ':memory:') throw refusal(scheme, 'several processes share the records, and memory is not shared');
  if (scheme === 'sqlite' || !isAbsolute(path)) return resolve(path);
  try {
    // A file URL may hold %20 for a space.
    return fileURLToPath(`file://${path}`);
  } catch {
    throw refusal(scheme, 'it is not a file URL');
  }
}

/** Only the scheme is shown: the rest may hold a password. */
const refusal = (scheme: string, why: string): EnvironmentError =>
  new EnvironmentError(
    `DATABASE_URL=${scheme}:... is not usable: ${why}. Records are kept in SQLite: give a path, sqlite:<path> or file:<path>, or unset it for parley.db in the data folder.`,
  );
