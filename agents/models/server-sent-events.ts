/**
 * Splits a server-sent event stream into the text of its `data:` fields. Pure, incremental, and bounded: a line that
 * never ends is an error and not a growing buffer.
 */
import { StringDecoder } from 'node:string_decoder';

const LONGEST_LINE_CHARACTERS = 1_000_000;

export class ServerSentEventReader {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  /** The `data:` payloads completed by `bytes`, in order; comments and other fields are left out. */
  push(bytes: Buffer): string[] {
    const text = this.#rest + this.#decoder.write(bytes);
    const lines = text.split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LONGEST_LINE_CHARACTERS) {
      throw new RangeError(`a line of the event stream is longer than ${LONGEST_LINE_CHARACTERS} characters`);
    }
    const payloads: string[] = [];
    for (const line of lines) {
      if (!line.startsWith('data:')) continue;
      const payload = line.slice(5).trim();
      if (payload) payloads.push(payload);
    }
    return payloads;
  }
}
