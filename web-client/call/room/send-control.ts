/** Sends one control packet to the agent, and typed text to the conversation; each gives up after a deadline. */
import type { Room } from 'livekit-client';
import { MESSAGE_ID_ATTRIBUTE, PAGE_CONTROL_TOPIC, type PageControl } from '../../../server/api/page-events.ts';

/** The agent refuses longer messages; see the composer's counter. */
export const MAX_MESSAGE_CHARACTERS = 4_000;

/** While reconnecting a message may wait; longer than this the person should know that it has not left. */
const SEND_DEADLINE_MS = 8_000;

export async function sendControl(room: Room, control: PageControl): Promise<void> {
  const packet = new TextEncoder().encode(JSON.stringify(control));
  await inTime(room.localParticipant.publishData(packet, { reliable: true, topic: PAGE_CONTROL_TOPIC }));
}

export async function sendMessage(room: Room, id: string, text: string): Promise<void> {
  const attributes = { [MESSAGE_ID_ATTRIBUTE]: id };
  await inTime(room.localParticipant.sendText(text, { topic: 'lk.chat', attributes }));
}

async function inTime(sending: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`Nothing was sent within ${SEND_DEADLINE_MS} ms.`)),
    SEND_DEADLINE_MS,
  );
  try {
    await Promise.race([sending, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
