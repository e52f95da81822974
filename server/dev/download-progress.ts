/** A download told in lines: when the next one is due, and how it reads. The clock comes in as an argument. */

const EVERY_MS = 2000;

/**
 * Call it with every progress; it returns a line every 2 s and when all is there: size, percent, speed since the line before.
 * What an earlier attempt left counts as done and not as speed.
 */
export function downloadProgress(
  label: string,
): (progress: { doneBytes: number; totalBytes: number }, nowMs: number) => string | undefined {
  let last: { doneBytes: number; atMs: number } | undefined;
  let complete = false;
  return ({ doneBytes, totalBytes }, nowMs) => {
    last ??= { doneBytes, atMs: nowMs };
    const passedMs = nowMs - last.atMs;
    const done = doneBytes >= totalBytes;
    if (complete || (!done && passedMs < EVERY_MS)) return undefined;
    complete = done;
    const speed = passedMs > 0 ? `, ${megabytes(((doneBytes - last.doneBytes) * 1000) / passedMs)} MB/s` : '';
    last = { doneBytes, atMs: nowMs };
    const percent = totalBytes > 0 ? Math.floor((doneBytes / totalBytes) * 100) : 100;
    return `${label}: ${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB, ${percent} %${speed}`;
  };
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
