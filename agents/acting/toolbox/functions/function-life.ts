/**
 * One life of the thread of an agent file's functions: from its start until it ends, is ended because it does not react,
 * or is wanted no more. Of everything asked of it, it is known in the end whether it was begun.
 */
import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../../../../media/clock.ts';
import {
  type FromThread,
  type FunctionEnd,
  type FunctionRun,
  GATE,
  type ThreadStart,
  type ToThread,
} from './thread-messages.ts';

/** From being told to stop until it says that it was told: an event loop that turns needs milliseconds of it. */
export const GRACE_MS = 2_000;
/** A file that has not loaded by then computes when it is loaded, or waits for something that does not come. */
const START_DEADLINE_MS = 30_000;
/** JavaScript objects of one agent file's functions; a function that collects without end ends its own thread only. */
const MAX_HEAP_MB = 256;

export type Asked = FunctionEnd | { state: 'lost'; begun: boolean; why: string };

export interface LifeOptions {
  start: ThreadStart;
  clock: Clock;
  warn(facts: Record<string, unknown>, message: string): void;
  /** Once. `wanted`: it had begun something when it ended, and is worth starting again. */
  onOver(wanted: boolean): void;
}
interface Waiting {
  gate: Int32Array;
  settle(asked: Asked): void;
}

export class FunctionLife {
  readonly #options: LifeOptions;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #startTimer: Timer;
  readonly #started = Promise.withResolvers<void>();
  #nextId = 0;
  #over: Promise<unknown> | undefined;

  constructor(options: LifeOptions) {
    this.#options = options;
    this.#worker = new Worker(new URL('./function-main.ts', import.meta.url), {
      workerData: options.start,
      name: 'functions',
      execArgv: ['--no-warnings'],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    this.#worker.unref();
    this.#worker.on('message', (message: FromThread) => this.#heard(message));
    this.#worker.on('error', (error) => void this.end(`the thread of its functions failed: ${error.message}`));
    this.#worker.on('exit', () => void this.end('the thread of its functions ended'));
    const late = `the functions were not loaded in ${START_DEADLINE_MS} ms`;
    this.#startTimer = options.clock.setTimer(START_DEADLINE_MS, () => void this.end(late));
  }

  /** Resolves when its functions are loaded, or when it is over. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  /** Never rejects, and settles soon after `signal` aborts. */
  async ask(run: FunctionRun, signal: AbortSignal): Promise<Asked> {
    const buffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const gate = new Int32Array(buffer);
    this.#nextId += 1;
    const id = this.#nextId;
    if (this.#over || signal.aborted) return { state: 'lost', begun: false, why: 'it was stopped before it began' };
    const { promise, resolve } = Promise.withResolvers<Asked>();
    this.#waiting.set(id, { gate, settle: resolve });
    let grace: Timer | undefined;
    const onAbort = (): void => {
      if (giveUp(gate)) return resolve({ state: 'lost', begun: false, why: 'it was stopped before it began' });
      this.#tell({ type: 'stop', id, reason: sentence(signal.reason) });
      const why = `${run.tool} did not react for ${GRACE_MS} ms when it was told to stop`;
      grace = this.#options.clock.setTimer(GRACE_MS, () => void this.end(why));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      this.#tell({ type: 'run', id, run, gate: buffer });
      return await promise;
    } finally {
      this.#waiting.delete(id);
      signal.removeEventListener('abort', onAbort);
      grace?.clear();
    }
  }

  /** What it had begun has no known end; what it had not begun will not happen. Resolves when the thread has gone. */
  async end(why: string): Promise<void> {
    this.#over ??= this.#end(why);
    await this.#over;
  }

  #end(why: string): Promise<unknown> {
    this.#startTimer.clear();
    this.#started.resolve();
    let wanted = false;
    for (const { gate, settle } of this.#waiting.values()) {
      const begun = !giveUp(gate);
      wanted ||= begun;
      settle({ state: 'lost', begun, why });
    }
    // Whoever runs native code keeps its thread until that returns: nobody waits for it.
    const gone = this.#worker.terminate();
    const { start, warn, onOver } = this.#options;
    if (this.#waiting.size > 0) warn({ file: start.file, why }, 'the functions of an agent file were ended');
    onOver(wanted);
    return gone;
  }

  #heard(message: FromThread): void {
    const { start, warn } = this.#options;
    switch (message.type) {
      case 'ready':
        this.#started.resolve();
        return this.#startTimer.clear();
      case 'ended':
        return this.#waiting.get(message.id)?.settle(message.end);
      case 'warning':
        return warn({ file: start.file, why: message.why }, message.message);
      case 'unusable':
        warn({ file: start.file, why: message.why }, 'the functions of an agent file cannot be loaded');
        return void this.end(`its functions cannot be loaded: ${message.why}`);
    }
  }
  #tell(message: ToThread): void {
    this.#worker.postMessage(message);
  }
}

/** True when it had not begun, and now never will. */
const giveUp = (gate: Int32Array): boolean =>
  Atomics.compareExchange(gate, 0, GATE.waiting, GATE.givenUp) !== GATE.begun;
const sentence = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason));
