/** Starts a worker program in a process of its own and waits for its `ready`; stops it as a supervisor would. */
import { type ChildProcess, fork } from 'node:child_process';

export interface WorkerChild {
  pid: number;
  ready: Record<string, unknown>;
  /** Resolves with the exit code, or the signal's name. */
  exited: Promise<number | string>;
  output(): string;
  terminate(): void;
  /** Closes the channel, as the death of its supervisor does. */
  disconnect(): void;
  /** SIGTERM twice, then SIGKILL. */
  stop(): Promise<void>;
}

export async function startWorkerChild(
  file: string,
  args: string[],
  env: Record<string, string>,
  deadlineMs = 40_000,
): Promise<WorkerChild> {
  const child = fork(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? code ?? 0)),
  );
  const ready = await readyOf(child, exited, () => output, deadlineMs);
  return {
    pid: child.pid ?? 0,
    ready,
    exited,
    output: () => output,
    terminate: () => child.kill('SIGTERM'),
    disconnect: () => child.disconnect(),
    async stop() {
      child.kill('SIGTERM');
      const second = setTimeout(() => child.kill('SIGTERM'), 300);
      const kill = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exited;
      clearTimeout(second);
      clearTimeout(kill);
    },
  };
}

function readyOf(
  child: ChildProcess,
  exited: Promise<number | string>,
  output: () => string,
  deadlineMs: number,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The worker was not ready within ${deadlineMs} ms. It said:\n${output()}`));
    }, deadlineMs);
    child.on('message', (message) => {
      if (typeof message !== 'object' || message === null || !('type' in message) || message.type !== 'ready') return;
      clearTimeout(timer);
      resolve({ ...message });
    });
    void exited.then((how) => {
      clearTimeout(timer);
      reject(new Error(`The worker ended (${how}) before it was ready. It said:\n${output()}`));
    });
  });
}
