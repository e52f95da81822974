/**
 * Bytes to lines, as they come. Chunks are kept in a list and joined once per line, so a long line costs its length and
 * not its square; a line longer than the bound is reported while it is being read. Pure.
 */

const NEWLINE = 10;

export class BoundedLines {
  readonly #onLine: (line: string) => void;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** Bytes of the line that has not ended yet. */
  get pendingBytes(): number {
    return this.#bytes;
  }

  /** Stops early, and drops the rest, when `goOn` says no. */
  push(chunk: Buffer, goOn: () => boolean): void {
    let from = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, from);
      if (end < 0) break;
      this.#keep(chunk.subarray(from, end));
      from = end + 1;
      const line = Buffer.concat(this.#parts, this.#bytes).toString('utf8');
      this.clear();
      this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
      if (!goOn()) return;
    }
    this.#keep(chunk.subarray(from));
  }

  clear(): void {
    this.#parts = [];
    this.#bytes = 0;
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#bytes += part.length;
  }
}
