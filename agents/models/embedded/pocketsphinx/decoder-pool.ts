/**
 * Keeps started decoder pairs in reserve, so that a caller need not wait for one to load, and never more of them than
 * the machine bears. A pair that dies is replaced; one that keeps dying at once is not, and the pool says why.
 */
import {
  RecogniserBusyError,
  type RecogniserState,
  RecogniserUnavailableError,
  type RecognitionSession,
  type SessionListeners,
} from '../listen/recogniser.ts';
import type { Log } from '../log.ts';
import type { DecoderPair } from './decoder-pair.ts';

/** What the pool needs of a pair. */
export type PooledPair = Pick<
  DecoderPair,
  'ready' | 'isReady' | 'isLost' | 'onLost' | 'listen' | 'begin' | 'push' | 'end' | 'reset' | 'close'
>;

/** After so many pairs in a row that died young, starting more is of no use until somebody asks again. */
const MAX_FAILED_STARTS = 3;
const RESTART_PAUSE_MS = 500;
/** One that has lived so long died of something else than its start. */
const YOUNG_MS = 10_000;

export class DecoderPool {
  readonly #start: () => PooledPair;
  readonly #max: number;
  readonly #spares: number;
  readonly #log: Log;
  readonly #idle = new Set<PooledPair>();
  readonly #busy = new Set<PooledPair>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #failedStarts = 0;
  #failure: string | undefined;
  #closed = false;

  constructor(options: { start: () => PooledPair; max: number; spares: number; log: Log }) {
    this.#start = options.start;
    this.#max = options.max;
    this.#spares = options.spares;
    this.#log = options.log;
  }

  get state(): RecogniserState {
    if ([...this.#idle, ...this.#busy].some((pair) => pair.isReady)) return { state: 'ready' };
    if (this.#failure !== undefined) return { state: 'unavailable', reason: this.#failure };
    return { state: this.#idle.size + this.#busy.size > 0 ? 'starting' : 'cold' };
  }

  /** Starts the spares; resolves when the first of them can hear or has failed. Never rejects. */
  async warm(): Promise<void> {
    this.#failedStarts = 0;
    this.#refill();
    await Promise.race([...this.#idle].map((pair) => pair.ready)).catch(() => {});
  }

  open(listeners: SessionListeners): RecognitionSession {
    if (this.#closed) throw new RecogniserUnavailableError('PocketSphinx is closed.');
    if (this.#busy.size >= this.#max) {
      throw new RecogniserBusyError(`All ${this.#max} PocketSphinx recognisers are in use.`);
    }
    this.#failedStarts = 0;
    const pair = this.#takeIdle() ?? this.#startPair();
    if (pair === undefined) throw new RecogniserUnavailableError(this.#failure ?? 'PocketSphinx did not start.');
    this.#busy.add(pair);
    pair.listen(listeners);
    this.#refill();
    return {
      begin: () => pair.begin(),
      push: (samples) => pair.push(samples),
      end: () => pair.end(),
      release: () => this.#release(pair),
    };
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const pair of [...this.#idle, ...this.#busy]) pair.close();
    this.#idle.clear();
    this.#busy.clear();
  }

  #takeIdle(): PooledPair | undefined {
    const pair = [...this.#idle].find((candidate) => candidate.isReady) ?? [...this.#idle][0];
    if (pair !== undefined) this.#idle.delete(pair);
    return pair;
  }

  #release(pair: PooledPair): void {
    if (!this.#busy.delete(pair) || pair.isLost) return;
    if (this.#idle.size > this.#spares) {
      pair.close();
      return;
    }
    pair.reset();
    this.#idle.add(pair);
  }

  #refill(): void {
    while (!this.#closed && this.#idle.size < this.#spares && this.#idle.size + this.#busy.size < this.#max) {
      const pair = this.#startPair();
      if (pair === undefined) return;
      this.#idle.add(pair);
    }
  }

  #startPair(): PooledPair | undefined {
    let pair: PooledPair;
    try {
      pair = this.#start();
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
      this.#log.warn({ reason: this.#failure }, 'PocketSphinx cannot start');
      return undefined;
    }
    const startedMs = performance.now();
    pair.onLost = (reason) => {
      if (performance.now() - startedMs > YOUNG_MS) this.#failedStarts = 0;
      this.#lost(pair, reason);
    };
    pair.ready.then(
      () => {
        this.#failure = undefined;
      },
      () => {},
    );
    return pair;
  }

  #lost(pair: PooledPair, reason: string): void {
    const wasIdle = this.#idle.delete(pair);
    this.#busy.delete(pair);
    this.#failure = `PocketSphinx is lost: ${reason}.`;
    this.#failedStarts++;
    this.#log.warn({ reason, wasIdle }, 'a PocketSphinx recogniser was lost');
    if (this.#closed || this.#failedStarts >= MAX_FAILED_STARTS) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#refill();
    }, RESTART_PAUSE_MS);
    this.#timers.add(timer);
  }
}
