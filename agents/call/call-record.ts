/** What a call writes down: events, observations and costs, until it is closed. After that nothing is written any more. */
import type { CallEventBody } from '../log/events.ts';
import type { ModelUsage } from '../models/price-book.ts';
import { OBSERVATION_VERSION, type Observation } from '../observation/schema.ts';
import type { CallJournal } from './call-journal.ts';
import { costEvent } from './cost-event.ts';

export interface ObservedFrom {
  source: 'caller' | 'operator';
  id: string | undefined;
}

export class CallRecord {
  readonly #journal: CallJournal;
  #closed = false;

  constructor(journal: CallJournal) {
    this.#journal = journal;
  }

  note(event: CallEventBody): void {
    if (!this.#closed) this.#journal.note(event);
  }
  /** Resolves when the events are on disk; rejects with a sentence when they are not in time. */
  async durable(events: CallEventBody[]): Promise<void> {
    if (this.#closed) throw new Error('the call is over, and nothing is written down any more');
    await this.#journal.durable(events);
  }
  observe(
    what: DistributiveOmit<Observation, 'v' | 'id' | 'atMs' | 'provenance'>,
    from: ObservedFrom | { source: 'tool'; id: string },
  ): void {
    const provenance = from.id === undefined ? { source: from.source } : { source: from.source, id: from.id };
    this.note({
      type: 'observed',
      observation: { v: OBSERVATION_VERSION, id: crypto.randomUUID(), atMs: Date.now(), provenance, ...what },
    });
  }
  cost(generation: number, { provider, ...usage }: ModelUsage & { provider: string }): void {
    this.note(costEvent(generation, provider, usage));
  }
  /** Hands on what was noted; this was the last of it. */
  close(): void {
    this.#closed = true;
    this.#journal.flush();
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
