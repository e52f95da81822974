/**
 * Hands each turn that was heard to memory, behind the conversation: nobody waits for it but the end of the call, and
 * that not for long. A turn that cannot be kept is logged, never thrown.
 */
import { withDeadline } from '../../media/clock.ts';
import { WRITTEN_BY_ANYBODY } from '../acting/policy/policy.ts';
import type { MemoryClient } from '../memory/service-api.ts';
import type { ProvenanceSource } from '../observation/schema.ts';
import type { WordsOf } from '../planning/asked-words.ts';

/** The write goes on when the call has ended: its own signal and deadline, not the call's. */
const WRITE_DEADLINE_MS = 3_000;
/** The end of a call is told to others after this at the latest. */
const SETTLE_DEADLINE_MS = 1_000;
const MAX_CHARACTERS = 4_000;
const WHO = { operator: 'An operator', caller: 'The caller' } as const;

export interface WriteBehindOptions {
  memory: MemoryClient;
  sessionId: string;
  onLost(error: unknown): void;
}

export class WriteBehind {
  readonly #options: WriteBehindOptions;
  readonly #writing = new Set<Promise<void>>();

  constructor(options: WriteBehindOptions) {
    this.#options = options;
  }

  /** `informedBy`: whose content the model had before it when it answered. */
  turn(
    userId: string,
    asked: { text: string; askedBy: WordsOf; heard: string; informedBy: readonly ProvenanceSource[] },
  ): void {
    const { text, askedBy, heard, informedBy } = asked;
    if (heard === '') return;
    const content =
      askedBy === 'system' ? `The agent told: ${heard}` : `${WHO[askedBy]} said: ${text}\nThe agent answered: ${heard}`;
    // An answer may quote what it was made from: what a page said does not become the caller's word by being kept.
    const source = WRITTEN_BY_ANYBODY.find((each) => informedBy.includes(each)) ?? askedBy;
    const writing = this.#write(userId, source, content)
      .catch((error: unknown) => this.#options.onLost(error))
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }
  /** Resolves when every turn is kept or lost, or when that takes too long. Never throws. */
  async settled(): Promise<void> {
    const { signal } = new AbortController();
    await withDeadline(Promise.all(this.#writing), SETTLE_DEADLINE_MS, signal).catch(() => undefined);
  }

  async #write(userId: string, source: ProvenanceSource, content: string): Promise<void> {
    const { memory, sessionId } = this.#options;
    const stop = new AbortController();
    const keeping = memory.remember(
      {
        userId,
        sessionId,
        scope: 'short-term',
        kind: 'turn',
        content: content.slice(0, MAX_CHARACTERS),
        provenance: source === 'caller' ? { source, id: userId } : { source },
      },
      stop.signal,
    );
    try {
      await withDeadline(keeping, WRITE_DEADLINE_MS, stop.signal, 'Remembering a turn');
    } finally {
      stop.abort();
    }
  }
}
