/**
 * How often and how many at once: a minute's window and a count of what runs, per name. What is refused is told how
 * long to wait. Holds counts only; bounded, whatever names it is asked of.
 */

const MINUTE_MS = 60_000;
const MAX_NAMES = 5_000;

export class RunLimits {
  readonly #nowMs: () => number;
  readonly #starts = new Map<string, number[]>();
  readonly #running = new Map<string, number>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Takes a place under every name or under none; the sentence says why not. Release with what is returned. */
  enter(wanted: readonly RunLimit[]): { release(): void } | { refused: string } {
    const nowMs = this.#nowMs();
    for (const { name, what, perMinute, atOnce } of wanted) {
      const running = this.#running.get(name) ?? 0;
      if (running >= atOnce)
        return { refused: `${what} is at its limit: ${running} already run at once. Try again in a few seconds.` };
      const recent = (this.#starts.get(name) ?? []).filter((startMs) => nowMs - startMs < MINUTE_MS);
      const oldest = recent[recent.length - perMinute];
      if (oldest !== undefined) {
        const waitS = Math.max(1, Math.ceil((oldest + MINUTE_MS - nowMs) / 1_000));
        return { refused: `${what} may be used ${perMinute} times a minute. Try again in ${waitS} s.` };
      }
    }
    for (const { name, perMinute } of wanted) {
      const starts = [...(this.#starts.get(name) ?? []), nowMs].slice(-perMinute);
      this.#starts.delete(name);
      this.#starts.set(name, starts);
      this.#running.set(name, (this.#running.get(name) ?? 0) + 1);
    }
    this.#forgetOldest();
    let held = true;
    return {
      release: () => {
        if (!held) return;
        held = false;
        for (const { name } of wanted) {
          const left = (this.#running.get(name) ?? 1) - 1;
          if (left > 0) this.#running.set(name, left);
          else this.#running.delete(name);
        }
      },
    };
  }

  #forgetOldest(): void {
    for (const name of this.#starts.keys()) {
      if (this.#starts.size <= MAX_NAMES) return;
      this.#starts.delete(name);
    }
  }
}

export interface RunLimit {
  name: string;
  /** The beginning of the sentence that refuses. */
  what: string;
  perMinute: number;
  atOnce: number;
}
