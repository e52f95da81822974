/**
 * A command and everything it started, as one process group, so that stopping `npx` stops the server it runs. Knows
 * nothing of what the command says. When this process exits without having stopped it, it is killed; when this process
 * is killed itself, the command sees its standard input end.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { realClock } from '../../../../media/clock.ts';

const living = new Set<ChildGroup>();
const killAll = (): void => {
  for (const group of living) group.signal('SIGKILL');
};

export interface ChildCommand {
  /** Program and arguments; no shell. */
  command: readonly string[];
  /** The whole environment. */
  env: Record<string, string>;
  cwd: string;
}

/** Windows has no process groups: there only the command itself is stopped. */
const GROUPS = process.platform !== 'win32';

export class ChildGroup {
  readonly child: ChildProcessWithoutNullStreams;
  /** How it ended, as a sentence's end: `ended with exit code 3`. */
  readonly ended: Promise<string>;
  #over = false;

  constructor({ command, env, cwd }: ChildCommand) {
    this.child = spawn(command[0] ?? '', command.slice(1), {
      env,
      cwd,
      stdio: 'pipe',
      shell: false,
      detached: GROUPS,
      windowsHide: true,
    });
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.child.once('error', (error) => {
      // Also said of a signal that could not be sent; only a command that never ran has no number.
      if (this.child.pid === undefined) this.#finish(() => resolve(`could not be started (${error.message})`));
    });
    this.child.once('exit', (code, signal) => {
      // What it started and left behind would hold its pipes open, and live on.
      this.signal('SIGKILL');
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
      this.#finish(() => resolve(how));
    });
    if (living.size === 0) process.on('exit', killAll);
    living.add(this);
  }

  /** SIGTERM, then SIGKILL `killAfterMs` later; resolves when it has ended. */
  async stop(killAfterMs: number): Promise<void> {
    if (this.#over) return;
    this.child.stdin.end();
    this.signal('SIGTERM');
    const timer = realClock.setTimer(killAfterMs, () => this.signal('SIGKILL'));
    await this.ended;
    timer.clear();
  }

  signal(name: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      if (GROUPS) process.kill(-pid, name);
      else this.child.kill(name);
    } catch {
      // It is gone already, which is what was asked for.
    }
  }

  #finish(tell: () => void): void {
    this.#over = true;
    living.delete(this);
    if (living.size === 0) process.off('exit', killAll);
    tell();
  }
}
