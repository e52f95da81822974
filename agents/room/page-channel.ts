/**
 * The typed side channel to clients: `parley.event` out, `parley.control` in. Malformed packets are refused with a
 * sentence; packets without a sender (the server's bell) are not controls.
 */
import { type Room, RoomEvent } from '@livekit/rtc-node';
import { PAGE_CONTROL_TOPIC, PAGE_EVENT_TOPIC, type PageControl, type PageEvent, pageControl } from './page-events.ts';

/** The server rings this (no sender, no content): the call's inbox has something. */
export const BELL_TOPIC = 'parley.bell';
const MAX_CONTROL_BYTES = 2_000;

export interface PageHandlers {
  onControl(control: PageControl, identity: string): void;
  onRefused(identity: string, message: string): void;
  onBell(): void;
}

export function openPageChannel(
  room: Room,
  handlers: PageHandlers,
  onError: (error: unknown) => void,
): { send(event: PageEvent): void } {
  room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
    if (topic === BELL_TOPIC) {
      if (!participant) handlers.onBell();
      return;
    }
    if (topic !== PAGE_CONTROL_TOPIC || !participant) return;
    const parsed = parse(payload);
    if (typeof parsed === 'string') handlers.onRefused(participant.identity, parsed);
    else handlers.onControl(parsed, participant.identity);
  });
  const encoder = new TextEncoder();
  return {
    send: (event) => {
      const data = encoder.encode(JSON.stringify(event));
      void room.localParticipant?.publishData(data, { reliable: true, topic: PAGE_EVENT_TOPIC }).catch(onError);
    },
  };
}

function parse(payload: Uint8Array): PageControl | string {
  if (payload.byteLength > MAX_CONTROL_BYTES)
    return `A control packet of ${payload.byteLength} bytes is too long; ${MAX_CONTROL_BYTES} is the most.`;
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return 'A control packet is not JSON.';
  }
  const control = pageControl.safeParse(body);
  return control.success ? control.data : `A control packet is not understood: ${JSON.stringify(body).slice(0, 120)}.`;
}
