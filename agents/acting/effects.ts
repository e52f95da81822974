/**
 * What became of each key of a call: begun, asked for, or denied. One key has one effect, one question and one answer,
 * however often a model asks. Bounded, in order of age. Does nothing.
 */
import type { ToolOutcome } from './tool-outcome.ts';

/** Effects remembered so that they are not repeated; a turn is planned anew within seconds, not hundreds of effects later. */
const MAX_KEYS = 200;

interface Begun {
  acting: Promise<{ outcome: ToolOutcome }>;
  /** Of the latest turn that waits for it, beside the one that began it. */
  waiter?: AbortSignal;
}

export class Effects {
  readonly #begun = new Map<string, Begun>();
  readonly #asked = new Map<string, Promise<ToolOutcome>>();
  readonly #denied = new Map<string, ToolOutcome>();

  of(key: string): Promise<ToolOutcome> | undefined {
    return this.#begun.get(key)?.acting.then(({ outcome }) => outcome);
  }
  /** The same, for a turn that waits for it as long as `signal` is not aborted. */
  join(key: string, signal: AbortSignal): Promise<ToolOutcome> | undefined {
    const begun = this.#begun.get(key);
    if (begun) begun.waiter = signal;
    return this.of(key);
  }
  /** A turn that has joined still waits. */
  isAwaited(key: string): boolean {
    return this.#begun.get(key)?.waiter?.aborted === false;
  }
  begin(key: string, acting: Promise<{ outcome: ToolOutcome }>): void {
    keep(this.#begun, key, { acting });
  }
  /** It may be tried again. */
  forget(key: string): void {
    this.#begun.delete(key);
  }

  askedBefore(key: string): Promise<ToolOutcome> | undefined {
    return this.#asked.get(key);
  }
  asking(key: string, asking: Promise<ToolOutcome>): void {
    keep(this.#asked, key, asking);
  }
  /** Nobody is asked for it any more. */
  decided(key: string): void {
    this.#asked.delete(key);
  }

  denied(key: string, outcome: ToolOutcome): void {
    keep(this.#denied, key, outcome);
  }
  /** Asked for as it was when it was denied: the same answer, and no more tools in this turn. */
  deniedBefore(key: string): ToolOutcome | undefined {
    const before = this.#denied.get(key);
    return before && { ...before, endsTools: true };
  }
}

function keep<V>(map: Map<string, V>, key: string, value: V): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MAX_KEYS && oldest !== undefined) map.delete(oldest);
}
