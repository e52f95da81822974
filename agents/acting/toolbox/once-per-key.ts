/**
 * One effect for one key: who asks with a key that is running waits for that run, and who asks with one that is done
 * is given its result. A run stops when nobody waits for it any more. Bounded by count; the durable record is the log's.
 */
import type { RunResponse } from './toolbox-api.ts';

const MAX_KEPT = 1_000;

interface Entry {
  result: Promise<RunResponse>;
  stop: AbortController;
  waiting: number;
  done: RunResponse | undefined;
}
export interface KeyedRun {
  key: string;
  /** False: what is done may be done again with the same key (a read); only the running one is shared. */
  keep: boolean;
  /** Whether an outcome nobody knows may be asked for again: the tool honours the key, or can look it up. */
  againWhenUnknown: boolean;
  start(signal: AbortSignal): Promise<RunResponse>;
}

export class OncePerKey {
  readonly #entries = new Map<string, Entry>();

  /** Rejects when `signal` aborts first; what runs goes on while another asker waits. */
  async run(keyed: KeyedRun, signal: AbortSignal): Promise<RunResponse> {
    const { key, keep, againWhenUnknown, start } = keyed;
    signal.throwIfAborted();
    let entry = this.#entries.get(key);
    if (entry?.done?.outcome === 'unknown' && againWhenUnknown) entry = undefined;
    // Its last asker has gone: that run is over, though it may not know it yet. What it ends with was not for this asker,
    // unless it may have acted: that is kept, and found here when it is looked for again.
    if (entry && !entry.done && entry.stop.signal.aborted) {
      await this.#settled(entry, signal);
      return await this.run(keyed, signal);
    }
    entry ??= this.#begin(key, keep, start);
    return await this.#wait(entry, signal);
  }

  #begin(key: string, keep: boolean, start: KeyedRun['start']): Entry {
    const stop = new AbortController();
    const entry: Entry = { stop, waiting: 0, done: undefined, result: start(stop.signal) };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    void entry.result.then(
      (done) => {
        entry.done = done;
        // What surely did not happen may be asked for again.
        if ((!keep || done.outcome === 'error') && this.#entries.get(key) === entry) this.#entries.delete(key);
        this.#forgetOldest();
      },
      () => void this.#entries.delete(key),
    );
    return entry;
  }

  /** Resolves when the run that was stopped has ended, however; rejects when `signal` aborts first. */
  async #settled(entry: Entry, signal: AbortSignal): Promise<void> {
    const { promise: gone, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await Promise.race([entry.result.then(noMatter, noMatter), gone]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #wait(entry: Entry, signal: AbortSignal): Promise<RunResponse> {
    entry.waiting += 1;
    const { promise: gone, reject } = Promise.withResolvers<never>();
    const onAbort = () => {
      if (entry.waiting === 1) entry.stop.abort(signal.reason);
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([entry.result, gone]);
    } finally {
      entry.waiting -= 1;
      signal.removeEventListener('abort', onAbort);
    }
  }

  #forgetOldest(): void {
    for (const [key, { done }] of this.#entries) {
      if (this.#entries.size <= MAX_KEPT) return;
      if (done) this.#entries.delete(key);
    }
  }
}

const noMatter = (): void => {};
