/** Waits until `probe` gives something other than undefined or false; when it does not, says what was waited for. */
export async function eventually<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  options: { deadlineMs?: number; explain?: () => string } = {},
): Promise<T> {
  const deadlineMs = options.deadlineMs ?? 10_000;
  const end = performance.now() + deadlineMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end)
      throw new Error(`${what}: not within ${deadlineMs} ms.${options.explain ? `\n${options.explain()}` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
