/**
 * The one writer of a call's log: numbers the events, hands them on in small groups, and says when they are durable.
 * It never blocks a turn; only intents wait for the commit, and only for so long.
 */
import { type CallEvent, type CallEventBody, LOG_VERSION } from '../log/events.ts';

export interface JournalOptions {
  callId: string;
  /** Number of the last event already written, when the call was taken over. */
  lastSeq: number;
  epochMs(): number;
  /** Takes a group of events in order. */
  send(events: CallEvent[]): void;
  /** How long an intent waits for the disk before it is given up. */
  durableDeadlineMs: number;
}
interface Waiter {
  seq: number;
  settle(error?: Error): void;
}

export class CallJournal {
  readonly #options: JournalOptions;
  #seq: number;
  #pending: CallEvent[] = [];
  #flushing = false;
  #waiters: Waiter[] = [];

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#seq = options.lastSeq;
  }

  note(body: CallEventBody): void {
    this.#seq += 1;
    const event: CallEvent = {
      v: LOG_VERSION,
      callId: this.#options.callId,
      seq: this.#seq,
      atMs: this.#options.epochMs(),
      ...body,
    };
    this.#pending.push(event);
    if (this.#flushing) return;
    this.#flushing = true;
    // One message a turn of the loop, however many events it had.
    setImmediate(() => this.flush());
  }

  /** Writes the events and resolves when they are durable; rejects with a sentence when they are not in time. */
  async durable(bodies: CallEventBody[]): Promise<void> {
    for (const body of bodies) this.note(body);
    const seq = this.#seq;
    this.flush();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => settle(new Error(`the call's log did not confirm within ${this.#options.durableDeadlineMs} ms`)),
        this.#options.durableDeadlineMs,
      );
      const settle = (error?: Error) => {
        clearTimeout(timer);
        this.#waiters = this.#waiters.filter((waiter) => waiter !== entry);
        if (error) reject(error);
        else resolve();
      };
      const entry: Waiter = { seq, settle };
      this.#waiters.push(entry);
    });
  }

  committed(seq: number): void {
    for (const waiter of [...this.#waiters]) if (waiter.seq <= seq) waiter.settle();
  }
  commitFailed(seq: number, reason: string): void {
    for (const waiter of [...this.#waiters]) if (waiter.seq >= seq) waiter.settle(new Error(reason));
  }
  flush(): void {
    this.#flushing = false;
    if (this.#pending.length === 0) return;
    this.#options.send(this.#pending);
    this.#pending = [];
  }
}
