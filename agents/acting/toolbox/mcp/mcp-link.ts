/**
 * Keeps one connection: makes it when it is first needed, makes it again after it was lost, waiting longer each time, and
 * tells when it is back. Any number of callers share an attempt. Knows nothing of the protocol.
 */
import { realClock, sleep, type Timer, withDeadline } from '../../../../media/clock.ts';
import { McpFailure, sentenceOf } from './mcp-failure.ts';
import type { McpLog } from './mcp-log.ts';
import type { McpTuning } from './mcp-tuning.ts';

export interface Linked {
  /** Resolves with a sentence once it is of no more use. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}
export interface LinkOptions<T extends Linked> {
  name: string;
  open(signal: AbortSignal): Promise<T>;
  /** A connection stands again after one was lost or could not be made. */
  onBack(): void;
  tuning: McpTuning;
  nowMs(): number;
  log: McpLog;
}

export class McpLink<T extends Linked> {
  readonly #options: LinkOptions<T>;
  readonly #closing = new AbortController();
  #open: T | undefined;
  #openedMs = 0;
  #attempt: Promise<T> | undefined;
  #failures = 0;
  #notBeforeMs = 0;
  #problem = '';
  #timer: Timer | undefined;

  constructor(options: LinkOptions<T>) {
    this.#options = options;
  }

  get current(): T | undefined {
    return this.#open;
  }

  /** Rejects with an McpFailure without effect, or the signal's reason. */
  async connection(signal: AbortSignal): Promise<T> {
    if (this.#closing.signal.aborted) throw new McpFailure('refused', `${this.#options.name} has been closed.`);
    if (this.#open) return this.#open;
    const { patienceMs, initialiseDeadlineMs } = this.#options.tuning;
    const waitMs = this.#notBeforeMs - this.#options.nowMs();
    if (!this.#attempt && waitMs > patienceMs)
      throw new McpFailure('lost', `${this.#problem} It is tried again in ${Math.ceil(waitMs / 1000)} s.`, true);
    this.#attempt ??= this.#make(Math.max(0, waitMs));
    // The attempt has its own deadline; this one only guards against an `open` that does not keep it.
    return withDeadline(
      this.#attempt,
      patienceMs + 2 * initialiseDeadlineMs,
      signal,
      `Connecting ${this.#options.name}`,
    );
  }

  /** Gives up this connection; the next caller gets a new one. */
  drop(connection: T, sentence: string): void {
    this.#lose(connection, sentence);
    void connection.close().catch(() => {});
  }

  async close(): Promise<void> {
    this.#closing.abort(new McpFailure('refused', `${this.#options.name} has been closed.`));
    this.#timer?.clear();
    const attempt = this.#attempt;
    const open = this.#open ?? (await attempt?.catch(() => undefined));
    this.#open = undefined;
    await open?.close();
  }

  async #make(waitMs: number): Promise<T> {
    this.#timer?.clear();
    const { open, nowMs, onBack, log, name } = this.#options;
    const wasTrouble = this.#problem !== '';
    try {
      if (waitMs > 0) await sleep(waitMs, this.#closing.signal);
      const made = await open(this.#closing.signal);
      this.#openedMs = nowMs();
      this.#open = made;
      this.#attempt = undefined;
      this.#problem = '';
      void made.lost.then((sentence) => this.#lose(made, sentence));
      if (wasTrouble) {
        log.info({ source: name }, 'The MCP server is back.');
        onBack();
      }
      return made;
    } catch (error) {
      this.#attempt = undefined;
      this.#fail(sentenceOf(error));
      throw error;
    }
  }

  #lose(connection: T, sentence: string): void {
    if (this.#open !== connection) return;
    this.#open = undefined;
    if (this.#options.nowMs() - this.#openedMs >= this.#options.tuning.steadyAfterMs) this.#failures = 0;
    this.#fail(sentence);
  }

  #fail(sentence: string): void {
    if (this.#closing.signal.aborted) return;
    const { firstBackoffMs, longestBackoffMs } = this.#options.tuning;
    this.#failures += 1;
    this.#problem = sentence;
    const waitMs = Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.min(this.#failures - 1, 20));
    this.#notBeforeMs = this.#options.nowMs() + waitMs;
    this.#options.log.warn({ source: this.#options.name, again: waitMs }, sentence);
    this.#timer?.clear();
    this.#timer = realClock.setTimer(waitMs, () => {
      if (this.#open || this.#attempt || this.#closing.signal.aborted) return;
      this.#attempt = this.#make(0);
      // Whoever waits for it hears of a failure; when nobody does, it has been logged and is tried again.
      this.#attempt.catch(() => {});
    });
  }
}
