/**
 * Typed messages on `lk.chat`: bounded, valid text only. A message that is refused is answered with a sentence and
 * does not disturb the call. A message with an id is acknowledged, and read once however often it comes. Decides nothing
 * else.
 */
import type { Room } from '@livekit/rtc-node';
import { MESSAGE_ID_ATTRIBUTE } from './page-events.ts';

export const CHAT_TOPIC = 'lk.chat';
export const CHAT_MAX_CHARACTERS = 4_000;
const READ_DEADLINE_MS = 10_000;
/** Ids of messages already read, per call: a sender tries again within seconds, so the last hundred are plenty. */
const REMEMBERED_IDS = 100;
const MAX_ID_CHARACTERS = 100;

export interface ChatHandlers {
  onMessage(text: string, identity: string): void;
  onRefused(identity: string, message: string): void;
  /** A message with an id came in whole, or was refused: its sender need not send it again. */
  onReceived(identity: string, id: string): void;
}

export function receiveChat(room: Room, handlers: ChatHandlers): void {
  const seen = new Set<string>();
  room.registerTextStreamHandler(CHAT_TOPIC, (reader, sender) => {
    const given = reader.info.attributes?.[MESSAGE_ID_ATTRIBUTE];
    const id = given === undefined || given.length > MAX_ID_CHARACTERS ? undefined : given;
    const key = `${sender.identity} ${id}`;
    const first = (): boolean => {
      if (id === undefined) return true;
      handlers.onReceived(sender.identity, id);
      if (seen.has(key)) return false;
      seen.add(key);
      for (const oldest of seen) {
        if (seen.size <= REMEMBERED_IDS) break;
        seen.delete(oldest);
      }
      return true;
    };
    void read(reader).then(
      (text) => {
        if (first()) handlers.onMessage(text, sender.identity);
      },
      (error: unknown) => {
        if (first()) handlers.onRefused(sender.identity, error instanceof Error ? error.message : String(error));
      },
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
