/** Telling a live call something: the command goes durably into its inbox, then a bell without content is rung. */
import type { InboxCommand } from '../../agents/worker/host-messages.ts';
import type { AppContext } from '../app-context.ts';
import { findLiveCall } from './live-call.ts';

type Parts = Pick<AppContext, 'eventLog' | 'inbox' | 'livekit' | 'log'>;

/** Throws `call_not_found` or `call_over`. */
export async function tellCall(
  { eventLog, inbox, livekit, log }: Parts,
  callId: string,
  command: InboxCommand,
  signal: AbortSignal,
): Promise<{ commandId: string; rung: boolean }> {
  const { roomName } = await findLiveCall(eventLog, callId, signal);
  await inbox.put(callId, command);
  return { commandId: command.id, rung: roomName !== undefined && (await ring(roomName)) };

  // The command is durable by now: a bell that does not ring delays it and loses nothing.
  async function ring(room: string): Promise<boolean> {
    try {
      await livekit.ring(room);
      return true;
    } catch (error) {
      log.warn({ err: error, room }, 'the bell of a call could not be rung');
      return false;
    }
  }
}
