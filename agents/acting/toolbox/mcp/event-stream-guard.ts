/**
 * Watches the bytes of a server-sent event stream go by: how long an event gets, how many come, and whether any carries
 * an id (then the stream can be taken up again after it breaks off). Keeps no bytes. Pure.
 */
import type { ServerFlow } from './server-flow.ts';

const NEWLINE = 10;
const RETURN = 13;
const ID_FIELD = [...Buffer.from('id:')];

export class EventStreamGuard {
  readonly #flow: ServerFlow;
  #eventBytes = 0;
  #lineBytes = 0;
  #looksLikeId = true;
  resumable = false;

  constructor(flow: ServerFlow) {
    this.#flow = flow;
  }

  /** The sentence of the bound that was broken. */
  watch(chunk: Uint8Array): string | undefined {
    const flood = this.#flow.bytes(chunk.length);
    if (flood) return flood;
    let events = 0;
    for (const byte of chunk) {
      if (byte === RETURN) continue;
      if (byte !== NEWLINE) {
        this.#see(byte);
        continue;
      }
      if (this.#lineBytes > 0) this.#lineBytes = 0;
      else if (this.#eventBytes > 0) {
        events += 1;
        this.#eventBytes = 0;
      }
      this.#looksLikeId = true;
    }
    return this.#flow.longMessage(this.#eventBytes) ?? (events > 0 ? this.#flow.messages(events) : undefined);
  }

  #see(byte: number): void {
    const expected = ID_FIELD[this.#lineBytes];
    if (this.#looksLikeId && expected !== undefined) this.#looksLikeId = byte === expected;
    // Something stands behind the colon.
    else if (this.#looksLikeId && this.#lineBytes >= ID_FIELD.length && byte !== 32) this.resumable = true;
    this.#lineBytes += 1;
    this.#eventBytes += 1;
  }
}
