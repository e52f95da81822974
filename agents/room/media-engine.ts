/**
 * The media engine of a process: loaded before the first call, outside of any call's context, since its events fire in
 * the context of whoever touched it first. Also the one way to close a room for everybody.
 */
import { AudioSource } from '@livekit/rtc-node';
import { RoomServiceClient } from 'livekit-server-sdk';
import { keepEngineLogOut } from './engine-log.ts';

export async function loadMediaEngine(): Promise<void> {
  keepEngineLogOut();
  const first = new AudioSource(24_000, 1, 100);
  await first.close();
}

/** Closes rooms at the server: a phone would otherwise listen to silence after the agent has hung up. */
export function roomCloser(url: string, apiKey: string, apiSecret: string): (roomName: string) => Promise<void> {
  const rooms = new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret, { requestTimeout: 5 });
  return (roomName) => rooms.deleteRoom(roomName);
}
