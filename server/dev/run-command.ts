/** Runs a command to its end and says what it printed. For installers and questions, not for services. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface RunOptions {
  deadlineMs: number;
  signal?: AbortSignal | undefined;
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Each line as it comes, from both streams. */
  onLine?: (line: string) => void;
}

export interface RunResult {
  ok: boolean;
  /** Both streams, the last 200 lines. */
  output: string;
}

const KEPT_LINES = 200;

/** Never rejects: a command that is missing, fails or takes too long is `ok: false` with the reason as its output. */
export function runCommand(command: string, args: string[], options: RunOptions): Promise<RunResult> {
  return new Promise((resolve) => {
    const lines: string[] = [];
    const keep = (line: string) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      options.onLine?.(line);
    };
    const deadline = AbortSignal.timeout(options.deadlineMs);
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: options.signal ? AbortSignal.any([options.signal, deadline]) : deadline,
      windowsHide: true,
      ...(options.env ? { env: options.env } : {}),
      ...(options.cwd ? { cwd: options.cwd } : {}),
    });
    createInterface({ input: child.stdout }).on('line', keep);
    createInterface({ input: child.stderr }).on('line', keep);
    child.once('error', (error) => {
      const why = deadline.aborted ? `took longer than ${options.deadlineMs / 1000} s` : error.message;
      resolve({ ok: false, output: [...lines, `${command}: ${why}`].join('\n') });
    });
    child.once('close', (code) => resolve({ ok: code === 0, output: lines.join('\n') }));
  });
}
