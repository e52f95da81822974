/** Runs programs of this repository one after the other, their output straight to the terminal, until one fails. */
import { spawn } from 'node:child_process';
import { REPOSITORY } from './data-folder.ts';

export interface Step {
  name: string;
  command: string;
  args: string[];
}

/** Resolves to the exit code; a Ctrl-C reaches the program through the terminal, a SIGTERM through us. */
export function runStep(step: Step): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(step.command, step.args, {
      cwd: REPOSITORY,
      stdio: 'inherit',
      env: process.env,
      shell: process.platform === 'win32',
    });
    const forward = () => child.kill('SIGTERM');
    process.once('SIGTERM', forward);
    process.once('SIGINT', forward);
    child.once('error', (error) => {
      console.error(`${step.command} could not be started: ${error.message}.`);
      resolve(127);
    });
    child.once('exit', (code) => {
      process.off('SIGTERM', forward);
      process.off('SIGINT', forward);
      resolve(code ?? 1);
    });
  });
}
