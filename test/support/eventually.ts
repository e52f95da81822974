/** The real clock, also in a test that has stopped the one its subject reads. */
const nowMs = performance.now.bind(performance);
/** Only says when something will surely not happen any more: generous, for a busy machine is slow and not broken. */
const DEADLINE_MS = 40_000;

/** Waits until `probe` gives something other than undefined or false; when it does not, says what was waited for. */
export async function eventually<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  options: { deadlineMs?: number; explain?: () => string } = {},
): Promise<T> {
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  const end = nowMs() + deadlineMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (nowMs() > end)
      throw new Error(`${what}: not within ${deadlineMs} ms.${options.explain ? `\n${options.explain()}` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
