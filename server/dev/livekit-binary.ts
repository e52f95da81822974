/**
 * Where livekit-server comes from: PATH, the cached copy, a release download, Homebrew, Go, Docker, in this order.
 * Each way says in one clause why it did not work, and the last error lists them all.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from './find-on-path.ts';
import { downloadLivekitRelease, type LivekitFetchOptions } from './livekit-download.ts';
import { runCommand } from './run-command.ts';

/** The newest version that Go installs without a checkout: later tags carry `replace` lines. */
export const LIVEKIT_VERSION = '1.13.5';

export interface LivekitProgram {
  command: string;
  args: (configFile: string) => string[];
  /** "PATH", "cached", "downloaded", ... */
  origin: string;
}

type Way = (options: LivekitFetchOptions, target: string) => Promise<LivekitProgram | string>;

const program = (command: string, origin: string): LivekitProgram => ({
  command,
  origin,
  args: (configFile) => ['--config', configFile],
});

const onPath: Way = async () => {
  const found = findOnPath('livekit-server');
  return found ? program(found, 'PATH') : 'not on PATH';
};

const cached: Way = async (_, target) => (existsSync(target) ? program(target, 'cached') : 'no cached copy');

const release: Way = async (options, target) => {
  const failure = await downloadLivekitRelease(LIVEKIT_VERSION, target, options);
  return failure ?? program(target, 'downloaded');
};

const homebrew: Way = async (options) => {
  const brew = process.platform === 'darwin' ? findOnPath('brew') : undefined;
  if (!brew) return 'no Homebrew';
  options.say?.('livekit-server: installing with Homebrew');
  const { ok, output } = await runCommand(brew, ['install', 'livekit'], {
    deadlineMs: 600_000,
    signal: options.signal,
  });
  const found = findOnPath('livekit-server');
  return ok && found ? program(found, 'Homebrew') : `Homebrew failed (${lastLine(output)})`;
};

const go: Way = async (options, target) => {
  const compiler = findOnPath('go');
  if (!compiler) return 'no Go compiler';
  options.say?.('livekit-server: compiling with Go, about 100 s on two cores, once');
  const scratch = join(options.binDir, `go-${process.pid}`);
  let packages = 0;
  const { ok, output } = await runCommand(
    compiler,
    ['install', '-v', `github.com/livekit/livekit-server/cmd/server@v${LIVEKIT_VERSION}`],
    {
      env: { ...process.env, GOBIN: scratch, GOFLAGS: '-buildvcs=false' },
      deadlineMs: 900_000,
      signal: options.signal,
      onLine: () => {
        packages += 1;
        if (packages % 100 === 0) options.say?.(`livekit-server: ${packages} packages fetched or compiled`);
      },
    },
  );
  const built = join(scratch, process.platform === 'win32' ? 'server.exe' : 'server');
  if (ok && existsSync(built)) renameSync(built, target);
  rmSync(scratch, { recursive: true, force: true });
  return existsSync(target) ? program(target, 'compiled with Go') : `Go could not build it (${lastLine(output)})`;
};

const docker: Way = async (options) => {
  const client = process.platform === 'linux' ? findOnPath('docker') : undefined;
  if (!client) return 'no Docker';
  const image = `livekit/livekit-server:v${LIVEKIT_VERSION}`;
  const daemon = await runCommand(client, ['version', '--format', '{{.Server.Version}}'], {
    deadlineMs: 5000,
    signal: options.signal,
  });
  if (!daemon.ok) return 'Docker is not running';
  options.say?.(`livekit-server: fetching the image ${image}`);
  const pulled = await runCommand(client, ['pull', image], { deadlineMs: 600_000, signal: options.signal });
  if (!pulled.ok) return `Docker could not fetch ${image} (${lastLine(pulled.output)})`;
  return {
    command: client,
    origin: 'Docker',
    args: (configFile) => [
      'run',
      '--rm',
      '--init',
      '--network',
      'host',
      '-v',
      `${configFile}:/livekit.yaml:ro`,
      image,
      '--config',
      '/livekit.yaml',
    ],
  };
};

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';

/** Without installing anything: PATH or the cached copy. */
export async function findLivekitBinary(binDir: string): Promise<LivekitProgram | undefined> {
  for (const way of [onPath, cached]) {
    const found = await way({ binDir }, cachedName(binDir));
    if (typeof found !== 'string') return found;
  }
  return undefined;
}

const cachedName = (binDir: string) =>
  join(binDir, `livekit-server-${LIVEKIT_VERSION}${process.platform === 'win32' ? '.exe' : ''}`);

/** Finds or installs livekit-server; the error says everything that was tried and what a person can do. */
export async function ensureLivekitBinary(options: LivekitFetchOptions): Promise<LivekitProgram> {
  mkdirSync(options.binDir, { recursive: true });
  const reasons: string[] = [];
  for (const way of [onPath, cached, release, homebrew, go, docker]) {
    options.signal?.throwIfAborted();
    const found = await way(options, cachedName(options.binDir));
    if (typeof found !== 'string') return found;
    reasons.push(found);
  }
  throw new Error(
    `livekit-server is missing and could not be installed (${reasons.join('; ')}). Put a livekit-server ${LIVEKIT_VERSION} on PATH, connect to the internet and start again, or set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET to use one that runs elsewhere.`,
  );
}
