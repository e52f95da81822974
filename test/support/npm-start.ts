/** Runs `npm start` as a person does and reads what it prints. Nothing of it is left when the test ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDataFolder } from './stack.ts';

export interface NpmStart extends AsyncDisposable {
  child: ChildProcess;
  dataDir: string;
  /** Everything printed so far. */
  output(): string;
  /** Resolves with the address of the `ready` line; rejects with the output when the process ends first. */
  ready: Promise<string>;
  exited: Promise<number | null>;
  /** Process ids of everything that runs from this data folder. */
  processes(): number[];
}

/** What a person's own settings would change. */
const PERSONAL = /^(PARLEY_|LIVEKIT_|CHROMA_|DATABASE_URL$|OPENAI_|DEEPGRAM_|PORT$|NODE_ENV$|VITEST|NODE_OPTIONS$)/;

export function npmStart(options: {
  folder: string;
  args?: string[];
  env?: Record<string, string>;
  dataDir?: string;
}): NpmStart {
  const own = options.dataDir === undefined ? temporaryDataFolder() : undefined;
  const dataDir = options.dataDir ?? own?.data.root ?? '';
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !PERSONAL.test(name)));
  const child = spawn(
    process.execPath,
    [join(options.folder, 'bootstrap.mjs'), 'start', '--no-open', ...(options.args ?? [])],
    {
      cwd: options.folder,
      env: { ...inherited, PORT: '0', ...options.env, PARLEY_DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  const ready = Promise.withResolvers<string>();
  ready.promise.catch(() => {});
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
    const address = /^ready (\S+)/m.exec(output)?.[1];
    if (address) ready.resolve(address);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      ready.reject(new Error(`npm start ended with code ${code} before it was ready:\n${output}`));
      resolve(code);
    });
  });
  return {
    child,
    dataDir,
    output: () => output,
    ready: ready.promise,
    exited,
    processes: () => processesOf(dataDir),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await exited;
      clearTimeout(timer);
      own?.remove();
    },
  };
}

/** Linux tells a process's environment; elsewhere the check is left to the exit of the supervisor. */
function processesOf(dataDir: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`PARLEY_DATA_DIR=${dataDir}\0`);
      } catch {
        return false;
      }
    })
    .map(Number);
}
