/**
 * Typed messages on `lk.chat`: bounded, valid text only. A message that is refused is answered with a sentence and
 * does not disturb the call. Decides nothing else.
 */
import type { Room } from '@livekit/rtc-node';

export const CHAT_TOPIC = 'lk.chat';
export const CHAT_MAX_CHARACTERS = 4_000;
const READ_DEADLINE_MS = 10_000;

export interface ChatHandlers {
  onMessage(text: string, identity: string): void;
  onRefused(identity: string, message: string): void;
}

export function receiveChat(room: Room, handlers: ChatHandlers): void {
  room.registerTextStreamHandler(CHAT_TOPIC, (reader, sender) => {
    void read(reader).then(
      (text) => handlers.onMessage(text, sender.identity),
      (error: unknown) => handlers.onRefused(sender.identity, error instanceof Error ? error.message : String(error)),
    );
  });
}

type Reader = Parameters<Parameters<Room['registerTextStreamHandler']>[1]>[0];

/** Reads to the end or to the limit; the error is a sentence for the sender. */
async function read(reader: Reader): Promise<string> {
  const declared = reader.info.totalSize ?? 0;
  const timer = setTimeout(() => void reader.close(), READ_DEADLINE_MS);
  try {
    if (declared > CHAT_MAX_CHARACTERS * 4) throw tooLong(declared, 'bytes');
    let text = '';
    for await (const piece of reader) {
      text += piece;
      if (text.length > CHAT_MAX_CHARACTERS) throw tooLong(text.length, 'characters or more');
    }
    if (text.includes('\uFFFD')) throw new Error('The message is not valid UTF-8 text, so it was not read.');
    const clean = text.replace(/[\p{Cc}&&[^\n\t]]/gv, '').trim();
    if (clean === '') throw new Error('The message is empty.');
    return clean;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('The message')) throw error;
    throw new Error(`The message could not be read (${error instanceof Error ? error.message : String(error)}).`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    void reader.close().catch(() => undefined);
  }
}

const tooLong = (size: number, unit: string): Error =>
  new Error(
    `The message is too long: ${size} ${unit}, and ${CHAT_MAX_CHARACTERS} characters is the most a message may have.`,
  );
