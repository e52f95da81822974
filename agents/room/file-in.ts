/**
 * Files a caller sends on `parley.file`: bounded while they stream, handed on whole. A file that is refused is answered
 * with a sentence and does not disturb the call. Reads no content.
 */
import type { Room } from '@livekit/rtc-node';
import { FILE_TOPIC } from './page-events.ts';

export interface IncomingFile {
  name: string;
  /** As the sender declared it. */
  mediaType: string;
  bytes: Uint8Array;
  identity: string;
}
export interface FileHandlers {
  maxBytes: number;
  onFile(file: IncomingFile): void;
  onRefused(identity: string, name: string, message: string): void;
}
const READ_DEADLINE_MS = 60_000;
/** A phone that sends three photographs at once is served; a flood is not. */
const MAX_AT_ONCE = 4;

export function receiveFiles(room: Room, handlers: FileHandlers): void {
  let receiving = 0;
  room.registerByteStreamHandler(FILE_TOPIC, (reader, sender) => {
    const name = cleanName(reader.info.name);
    const mediaType = reader.info.mimeType;
    const refuse = (message: string) => {
      void reader.close().catch(() => undefined);
      handlers.onRefused(sender.identity, name, message);
    };
    if (receiving >= MAX_AT_ONCE)
      return refuse(`${name} was not taken: ${MAX_AT_ONCE} files are on their way already. Send it again in a moment.`);
    if ((reader.info.totalSize ?? 0) > handlers.maxBytes)
      return refuse(tooLarge(name, reader.info.totalSize ?? 0, handlers.maxBytes));
    receiving += 1;
    void collect(reader, handlers.maxBytes, name)
      .then(
        (bytes) => handlers.onFile({ name, mediaType, bytes, identity: sender.identity }),
        (error: unknown) => refuse(error instanceof Error ? error.message : String(error)),
      )
      .finally(() => {
        receiving -= 1;
      });
  });
}

type Reader = Parameters<Parameters<Room['registerByteStreamHandler']>[1]>[0];

async function collect(reader: Reader, maxBytes: number, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void reader.close().catch(() => undefined);
  }, READ_DEADLINE_MS);
  try {
    for await (const chunk of reader) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new Error(tooLarge(name, size, maxBytes));
      chunks.push(chunk);
    }
  } finally {
    clearTimeout(timer);
  }
  if (late) throw new Error(`${name} did not arrive within ${READ_DEADLINE_MS / 1_000} seconds.`);
  if (size === 0) throw new Error(`${name} is empty.`);
  return Buffer.concat(chunks);
}

/** A name is shown and logged as content: no path, no control characters, bounded. */
const cleanName = (name: string): string =>
  name
    .replace(/^.*[\\/]/, '')
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 200) || 'file';
const tooLarge = (name: string, bytes: number, maxBytes: number): string =>
  `${name} is too large: ${(bytes / 1e6).toFixed(1)} MB or more, and ${Math.round(maxBytes / 1e6)} MB is the most a file may have.`;
