/** Builds the page when its sources are not those it was last built from. The stamp is a hash, so a checkout of an older commit rebuilds too. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { REPOSITORY } from './data-folder.ts';
import { withImports } from './imported-sources.ts';
import { runCommand } from './run-command.ts';

const WEB_CLIENT = join(REPOSITORY, 'web-client');
const NOT_SOURCES = new Set(['dist', 'node_modules']);

function* filesOf(path: string): Generator<string> {
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name));
  for (const entry of entries) {
    if (NOT_SOURCES.has(entry.name)) continue;
    const full = join(path, entry.name);
    if (entry.isDirectory()) yield* filesOf(full);
    else if (entry.isFile()) yield full;
  }
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  const add = (file: string) =>
    hash.update(relative(REPOSITORY, file)).update('\0').update(readFileSync(file)).update('\0');
  // The wire contract lies elsewhere: what the page imports of it counts too.
  for (const file of withImports(filesOf(WEB_CLIENT))) add(file);
  add(join(REPOSITORY, 'package-lock.json'));
  return hash.digest('hex');
}

/** Resolves when `web-client/dist` is the page of the sources; throws a sentence with the builder's words. */
export async function ensureWebClientBuilt(options: {
  signal?: AbortSignal | undefined;
  say?: ((line: string) => void) | undefined;
}): Promise<void> {
  const stamp = join(WEB_CLIENT, 'dist', '.built-from');
  const hash = sourcesHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  options.say?.('page: building');
  const startMs = performance.now();
  const vite = join(REPOSITORY, 'node_modules', 'vite', 'bin', 'vite.js');
  const result = await runCommand(
    process.execPath,
    [vite, 'build', '--config', join(WEB_CLIENT, 'vite.config.ts'), '--logLevel', 'warn'],
    {
      cwd: WEB_CLIENT,
      env: { ...process.env, NODE_ENV: 'production' },
      deadlineMs: 180_000,
      signal: options.signal,
    },
  );
  if (!result.ok) throw new Error(`The page could not be built:\n${result.output}`);
  mkdirSync(join(WEB_CLIENT, 'dist'), { recursive: true });
  writeFileSync(stamp, hash);
  options.say?.(`page: built in ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}
