/** Runs a tool of this repository, its output straight to the terminal or kept until it is over. */
import { type ChildProcess, spawn } from 'node:child_process';
import { REPOSITORY } from './data-folder.ts';

export interface Step {
  name: string;
  command: string;
  args: string[];
}

/** Resolves when it is over, with everything it printed. */
export async function captureStep(step: Step): Promise<{ code: number; output: string }> {
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  const code = await run(step, (child) => {
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
  });
  return { code, output };
}

/** Resolves to the exit code; a Ctrl-C reaches the program through the terminal, a SIGTERM through us. */
export function runStep(step: Step): Promise<number> {
  return run(step);
}

function run(step: Step, read?: (child: ChildProcess) => void): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(step.command, step.args, {
      cwd: REPOSITORY,
      stdio: read ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: read && process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : process.env,
      shell: process.platform === 'win32',
    });
    read?.(child);
    const forward = () => child.kill('SIGTERM');
    process.once('SIGTERM', forward);
    process.once('SIGINT', forward);
    child.once('error', (error) => {
      console.error(`${step.command} could not be started: ${error.message}.`);
      resolve(127);
    });
    child.once('close', (code) => {
      process.off('SIGTERM', forward);
      process.off('SIGINT', forward);
      resolve(code ?? 1);
    });
  });
}
