/**
 * Keeps one service running: started again when it ends by itself, with growing pauses, until it is stopped or ends
 * too often. What the service is, and what it means when it is given up, is the caller's.
 */
import { type ChildExit, howItEnded } from './child.ts';
import { nextRestart, RESTARTS, type RestartPolicy } from './restart-policy.ts';

/** One running instance. */
export interface Running {
  pid: number;
  exited: Promise<ChildExit>;
  stop(): Promise<void>;
}

export interface SupervisedOptions {
  name: string;
  /** Starts an instance that is ready when the promise resolves. */
  start: (signal: AbortSignal) => Promise<Running>;
  say: (line: string) => void;
  /** It ended too often; the sentence says how. */
  onGivenUp: (sentence: string) => void;
  /** Given: the rest does without it for now, so a first start that fails is told here and tried again like any other. */
  onFirstFailure?: (sentence: string) => void;
  policy?: RestartPolicy;
}

export interface Supervised {
  name: string;
  /** Of the instance that runs now. */
  pid(): number | undefined;
  stop(): Promise<void>;
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Resolves with the first instance ready; rejects when that one cannot be started, unless that is for `onFirstFailure`. */
export async function supervise(options: SupervisedOptions): Promise<Supervised> {
  const stopping = new AbortController();
  const policy = options.policy ?? RESTARTS;
  const endsMs: number[] = [];
  let running: Running | undefined;
  /** Why it does not run; told once, however often it is tried. */
  let why = '';
  let told = '';

  try {
    running = await options.start(stopping.signal);
  } catch (error) {
    if (!options.onFirstFailure) throw error;
    why = `could not be started: ${messageOf(error)}`;
    told = why;
    options.onFirstFailure(messageOf(error));
  }

  const loop = async () => {
    for (;;) {
      if (running) {
        const exit = await running.exited;
        running = undefined;
        why = `ended ${howItEnded(exit)}`;
      }
      if (stopping.signal.aborted) return;
      const nowMs = performance.now();
      endsMs.push(nowMs);
      const next = nextRestart(endsMs, nowMs, policy);
      if (next === 'give up') {
        options.onGivenUp(
          `${options.name} ${why}, ${endsMs.length} times within ${policy.windowMs / 1000} s: it is not started again.`,
        );
        return;
      }
      if (why !== told)
        options.say(`${options.name}: ${why}, starting it again${next.afterMs ? ` in ${next.afterMs / 1000} s` : ''}`);
      told = why;
      await pause(next.afterMs, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        running = await options.start(stopping.signal);
        told = '';
        if (!stopping.signal.aborted) options.say(`${options.name}: running again (process ${running.pid})`);
      } catch (error) {
        why = `could not be started: ${messageOf(error)}`;
      }
    }
  };
  const ended = loop();
  return {
    name: options.name,
    pid: () => running?.pid,
    async stop() {
      stopping.abort(new Error(`${options.name} is being stopped.`));
      await running?.stop();
      await ended;
      // A restart that was under way when the stop came.
      await running?.stop();
    },
  };
}
