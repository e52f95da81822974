/** Which files the call log and memory live in: the one place that knows their names. Pure. */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StoreError } from './store-error.ts';

export interface DatabaseFiles {
  file: string;
  masterKeyFile: string;
}

/**
 * `databaseUrl` (DATABASE_URL): unset for `parley.db` in the data folder, else a path, `sqlite:<path>` or `file:` URL. The
 * master key stays in the data folder. Throws a sentence for anything else.
 */
export function databaseFiles(dataDir: string, databaseUrl?: string): DatabaseFiles {
  const folder = resolve(dataDir);
  return {
    file: databaseUrl === undefined ? join(folder, 'parley.db') : fileIn(databaseUrl),
    masterKeyFile: join(folder, 'secrets', 'master-key'),
  };
}

function fileIn(url: string): string {
  if (url.startsWith('file:')) return fileURLToPath(url);
  if (url.startsWith('sqlite:')) return resolve(url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, ''));
  const scheme = /^([a-z][a-z0-9+]+):/i.exec(url)?.[1];
  if (scheme === undefined) return resolve(url);
  throw new StoreError(
    'invalid',
    `DATABASE_URL=${JSON.stringify(url.replace(/\/\/[^@/]*@/, '//…@'))} is not usable: ${scheme} is not supported, only a path, sqlite:<path> or file:<url>.`,
  );
}
