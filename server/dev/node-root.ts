/**
 * Starts one of our own processes (server, worker, tool-worker) and waits for the message in which it says that it is
 * ready. The process ends by itself when the channel closes, so it never outlives us.
 */
import { join } from 'node:path';
import { type Child, howItEnded, startChild } from './child.ts';
import { humanLine } from './human-line.ts';

export interface NodeRootOptions {
  name: string;
  /** The program's file. */
  file: string;
  args?: string[];
  env: Record<string, string | undefined>;
  logDir: string;
  readyDeadlineMs?: number;
  signal?: AbortSignal | undefined;
  /** Each line it prints, as JSON of pino or as it is. */
  onLine?: ((line: string) => void) | undefined;
}

export interface NodeRoot {
  child: Child;
  /** What its ready message carried beside `type`. */
  ready: Record<string, unknown>;
}

// Loading the embedded models takes 5 s on two busy cores; compiling nothing, downloading nothing happens before "ready".
const READY_DEADLINE_MS = 60_000;

export async function startNodeRoot(options: NodeRootOptions): Promise<NodeRoot> {
  const logFile = join(options.logDir, `${options.name}.log`);
  const ready = Promise.withResolvers<Record<string, unknown>>();
  ready.promise.catch(() => {});
  options.signal?.throwIfAborted();
  const child = await startChild({
    name: options.name,
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', options.file, ...(options.args ?? [])],
    env: options.env,
    logFile,
    channel: true,
    onMessage: (message) => {
      if (isReady(message)) ready.resolve({ ...message });
    },
    ...(options.onLine ? { onLine: options.onLine } : {}),
  });
  const deadlineMs = options.readyDeadlineMs ?? READY_DEADLINE_MS;
  const timer = setTimeout(
    () =>
      ready.reject(
        new Error(`${options.name} was not ready within ${deadlineMs / 1000} s (log ${logFile}).\n${tailOf(child)}`),
      ),
    deadlineMs,
  );
  const abort = () => ready.reject(options.signal?.reason);
  options.signal?.addEventListener('abort', abort, { once: true });
  void child.exited.then((exit) =>
    ready.reject(
      new Error(`${options.name} ended ${howItEnded(exit)} before it was ready (log ${logFile}).\n${tailOf(child)}`),
    ),
  );
  try {
    return { child, ready: await ready.promise };
  } catch (error) {
    await child.stop({ graceMs: 2000 });
    throw error;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', abort);
  }
}

const isReady = (message: unknown): message is { type: 'ready' } =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';

const tailOf = (child: Child) =>
  child
    .tail()
    .split('\n')
    .map((line) => humanLine(line)?.text ?? line)
    .join('\n');
