/**
 * Lets faked time pass timer by timer, with everything that is ready run in between: as `vi.advanceTimersByTimeAsync`,
 * without the real millisecond that it waits at each timer. Use it under `vi.useFakeTimers()`.
 */
import { vi } from 'vitest';

// Kept before a test fakes it.
const realImmediate = setImmediate;

/** Everything that is ready runs. */
export const settle = (): Promise<void> => new Promise((resolve) => void realImmediate(resolve));

/** `onInstant` is called whenever everything of an instant has run. */
export async function passTime(ms: number, onInstant: () => void = () => undefined): Promise<void> {
  let reached = false;
  setTimeout(() => {
    reached = true;
  }, ms);
  await settle();
  onInstant();
  while (!reached) {
    vi.advanceTimersToNextTimer();
    await settle();
    onInstant();
  }
}
