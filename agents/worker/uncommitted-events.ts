/**
 * Events that hosts sent and the log does not hold yet: what a take-over must add to the history it reads.
 * The durable writer bounds how many there can be; what it drops or refuses is dropped here too.
 */
import type { CallEvent } from '../log/events.ts';

export class UncommittedEvents {
  readonly #calls = new Map<string, CallEvent[]>();

  received(callId: string, events: readonly CallEvent[]): void {
    this.#calls.set(callId, [...(this.#calls.get(callId) ?? []), ...events]);
  }

  /** All up to and including `seq` are in the log. */
  committed(callId: string, seq: number): void {
    this.#keep(callId, (event) => event.seq > seq);
  }

  /** From `seq` on they will never be in the log. */
  lost(callId: string, seq: number): void {
    this.#keep(callId, (event) => event.seq < seq);
  }

  /** What `readStored` gives, followed by what was on its way there when the reading began: a commit meanwhile loses nothing. */
  async completing(callId: string, readStored: () => Promise<CallEvent[]>): Promise<CallEvent[]> {
    const onTheirWay = this.#calls.get(callId) ?? [];
    const stored = await readStored();
    const lastSeq = stored.at(-1)?.seq ?? 0;
    return [...stored, ...onTheirWay.filter((event) => event.seq > lastSeq)];
  }

  #keep(callId: string, wanted: (event: CallEvent) => boolean): void {
    const kept = (this.#calls.get(callId) ?? []).filter(wanted);
    if (kept.length > 0) this.#calls.set(callId, kept);
    else this.#calls.delete(callId);
  }
}
