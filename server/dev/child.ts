/**
 * One child process, started in a process group of its own so that Ctrl-C reaches only the supervisor, which then
 * decides the order. Its output goes to a log file and, line by line, to whoever asks. Knows nothing of what it runs.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { endWithMe, groupIsGone } from './reaper.ts';

export interface ChildOptions {
  name: string;
  command: string;
  args: string[];
  /** The whole environment of the child; unset: ours. */
  env?: Record<string, string | undefined>;
  cwd?: string;
  logFile: string;
  /** Opens a message channel; the child sees 'disconnect' when we die. */
  channel?: boolean;
  onLine?: (line: string) => void;
  onMessage?: (message: unknown) => void;
}

export interface ChildExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  /** Undefined while it runs. */
  exit(): ChildExit | undefined;
  /** The last lines it printed, oldest first. */
  tail(): string;
  /** SIGTERM (again after `urgeMs`), `graceMs` to obey, then SIGKILL to its whole group. Resolves when nothing of it is left. */
  stop(grace?: { graceMs?: number; urgeMs?: number }): Promise<void>;
}

const TAIL_LINES = 12;

/** "with code 1" or "by SIGKILL". */
export const howItEnded = (exit: ChildExit): string => (exit.signal ? `by ${exit.signal}` : `with code ${exit.code}`);

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // Nobody left in the group: that is what was wanted.
  }
}

/** Starts the child; rejects with one sentence when it cannot be started at all. */
export async function startChild(options: ChildOptions): Promise<Child> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
  // A full disk must not end the supervisor: the line is lost, the call is not.
  log.on('error', () => {});
  const tail: string[] = [];
  const process_ = spawn(options.command, options.args, {
    stdio: options.channel ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(options.env ? { env: options.env } : {}),
    ...(options.cwd ? { cwd: options.cwd } : {}),
  });
  const pid = await spawned(process_, options);
  endWithMe(pid);

  const follow = (stream: Readable | null) => {
    if (!stream) return;
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      options.onLine?.(line);
    });
  };
  follow(process_.stdout);
  follow(process_.stderr);
  if (options.onMessage) process_.on('message', options.onMessage);

  let ended: ChildExit | undefined;
  const exited = new Promise<ChildExit>((resolve) => {
    process_.once('exit', (code, signal) => {
      ended = { code, signal };
      // What it forked and left behind goes with it.
      killGroup(pid, 'SIGKILL');
      groupIsGone(pid);
      log.end();
      resolve(ended);
    });
  });
  return {
    name: options.name,
    pid,
    exited,
    exit: () => ended,
    tail: () => tail.join('\n'),
    async stop({ graceMs = 5000, urgeMs } = {}) {
      if (ended) return;
      process_.kill('SIGTERM');
      const urge = urgeMs === undefined ? undefined : setTimeout(() => process_.kill('SIGTERM'), urgeMs);
      const end = setTimeout(() => killGroup(pid, 'SIGKILL'), graceMs);
      await exited;
      clearTimeout(urge);
      clearTimeout(end);
    },
  };
}

function spawned(child: ChildProcess, options: ChildOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new Error(`${options.name} could not be started (${options.command}): ${error.message}.`)),
    );
    child.once('spawn', () => {
      if (child.pid !== undefined) resolve(child.pid);
    });
  });
}
