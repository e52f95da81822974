/**
 * Jobs this worker said yes to and has not been given yet. LiveKit may choose another worker without a word,
 * so an offer that brings no assignment in time is forgotten and its place is free again.
 */
/** LiveKit's own clients wait this long for an assignment. */
export const ASSIGNMENT_TIMEOUT_MS = 7_500;

export class Offers {
  readonly #lost: (jobId: string) => void;
  readonly #timeoutMs: number;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(lost: (jobId: string) => void, timeoutMs = ASSIGNMENT_TIMEOUT_MS) {
    this.#lost = lost;
    this.#timeoutMs = timeoutMs;
  }

  add(jobId: string): void {
    clearTimeout(this.#timers.get(jobId));
    this.#timers.set(
      jobId,
      setTimeout(() => this.#drop(jobId), this.#timeoutMs),
    );
  }

  /** The assignment came; false when nothing was promised for this job (or its time had passed). */
  take(jobId: string): boolean {
    clearTimeout(this.#timers.get(jobId));
    return this.#timers.delete(jobId);
  }

  /** The connection is gone, and with it every promise made on it. */
  dropAll(): void {
    for (const jobId of [...this.#timers.keys()]) this.#drop(jobId);
  }

  #drop(jobId: string): void {
    if (this.take(jobId)) this.#lost(jobId);
  }
}
