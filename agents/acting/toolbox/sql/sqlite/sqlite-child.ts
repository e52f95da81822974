/**
 * The parent's end of the program that holds a SQLite file. SQLite cannot be interrupted from here, so what takes too
 * long, or is no longer wanted, ends with its process; the next request starts another.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SqliteReply, SqliteRequest, SqliteStart } from './sqlite-messages.ts';

const PROGRAM = fileURLToPath(new URL('./sqlite-process.ts', import.meta.url));
/** Of JavaScript alone; rows are bounded, so it needs little. */
const HEAP_MB = 128;
/** A busy machine takes a second or two to start a process. */
const START_MS = 20_000;
const MAX_WAITING = 32;

export type Asked =
  | SqliteReply
  | { kind: 'too-long' }
  | { kind: 'aborted' }
  | { kind: 'busy' }
  | { kind: 'lost'; why: string };

export class SqliteChild {
  readonly #start: SqliteStart;
  #process: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #closed = false;

  constructor(start: SqliteStart) {
    this.#start = start;
  }

  /** Never rejects. The limit counts from when it is this request's turn. */
  async ask(request: SqliteRequest, limitMs: number, signal: AbortSignal): Promise<Asked> {
    if (this.#waiting >= MAX_WAITING) return { kind: 'busy' };
    this.#waiting += 1;
    const turn = this.#last.then(() => this.#turn(request, limitMs, signal));
    this.#last = turn;
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#kill();
    await this.#last;
  }

  async #turn(request: SqliteRequest, limitMs: number, signal: AbortSignal): Promise<Asked> {
    if (signal.aborted) return { kind: 'aborted' };
    if (this.#closed) return { kind: 'lost', why: 'it is closed' };
    if (!this.#process) {
      const child = fork(PROGRAM, [JSON.stringify(this.#start)], {
        env: {},
        execArgv: ['--no-warnings', `--max-old-space-size=${HEAP_MB}`],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        serialization: 'advanced',
      });
      this.#process = child;
      // Without it, a child that is idle would keep this program from ending.
      child.unref();
      child.channel?.unref();
      const ready = await this.#reply(child, START_MS, signal);
      if (ready.kind !== 'ready') return ready;
    }
    const child = this.#process;
    const reply = this.#reply(child, limitMs, signal);
    child.send(request, (error) => {
      if (error) child.kill('SIGKILL');
    });
    return reply;
  }

  /** The next thing it says; when it says nothing in time it is ended. */
  #reply(child: ChildProcess, limitMs: number, signal: AbortSignal): Promise<Asked> {
    return new Promise((resolve) => {
      const settle = (asked: Asked) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        const isWell = asked.kind === 'ready' || asked.kind === 'schema' || asked.kind === 'result';
        if (!isWell && this.#process === child) this.#kill();
        resolve(asked);
      };
      const onMessage = (message: unknown) => settle(message as SqliteReply);
      const onAbort = () => settle({ kind: 'aborted' });
      const onExit = (code: number | null, by: string | null) => settle({ kind: 'lost', why: by ?? `code ${code}` });
      const onError = (error: Error) => settle({ kind: 'lost', why: error.message });
      const timer = setTimeout(() => settle({ kind: 'too-long' }), limitMs);
      signal.addEventListener('abort', onAbort, { once: true });
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
    });
  }

  #kill(): void {
    const child = this.#process;
    this.#process = undefined;
    if (!child) return;
    child.on('error', () => {});
    child.kill('SIGKILL');
  }
}
