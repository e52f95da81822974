/** Waiting with a deadline: a bench never hangs, and what did not come is a sample that is missing, not an error. */

const POLL_MS = 5;

/** The first defined value of `look`, or undefined when `deadlineMs` has passed. */
export async function until<T>(look: () => T | undefined, deadlineMs: number): Promise<T | undefined> {
  const endMs = performance.now() + deadlineMs;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() >= endMs) return undefined;
    await pause(POLL_MS);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
