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

/** Resolves with the first instance ready; rejects when that one cannot be started. */
export async function supervise(options: SupervisedOptions): Promise<Supervised> {
  const stopping = new AbortController();
  const policy = options.policy ?? RESTARTS;
  const endsMs: number[] = [];
  let running: Running | undefined = await options.start(stopping.signal);

  const loop = async () => {
    for (;;) {
      let why: string;
      if (running) {
        const exit = await running.exited;
        running = undefined;
        why = `ended ${howItEnded(exit)}`;
      } else {
        try {
          running = await options.start(stopping.signal);
          if (!stopping.signal.aborted) options.say(`${options.name}: running again (process ${running.pid})`);
          continue;
        } catch (error) {
          why = `could not be started again: ${messageOf(error)}`;
        }
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
      options.say(`${options.name}: ${why}, starting it again${next.afterMs ? ` in ${next.afterMs / 1000} s` : ''}`);
      await pause(next.afterMs, stopping.signal);
      if (stopping.signal.aborted) return;
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
