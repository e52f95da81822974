/** The reading service as the port that seeing reads through. */
import type { Reader } from '../ports.ts';
import type { ReadingClient } from './reading-client.ts';

export function readerOf(client: Pick<ReadingClient, 'ocr'>): Reader {
  return {
    async read(picture, { slot, language }, signal) {
      return (await client.ocr(picture, { slot, language }, signal)).lines;
    },
  };
}
