/** A caller's way into a room, with the agent it wants. */
import { AccessToken, RoomAgentDispatch, RoomConfiguration } from 'livekit-server-sdk';
import type { LivekitAccess } from '../support/livekit-caller.ts';

let calls = 0;

/** A room of its own, to which `agentName` is dispatched when the caller comes. */
export async function callToken(livekit: LivekitAccess, agentName: string): Promise<string> {
  calls += 1;
  return await tokenForRoom(livekit, `bench-${process.pid}-${calls}`, `caller-${calls}`, agentName);
}

export async function tokenForRoom(
  livekit: LivekitAccess,
  room: string,
  identity: string,
  agentName?: string,
): Promise<string> {
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity });
  token.addGrant({ roomJoin: true, room, canPublish: true, canSubscribe: true, canPublishData: true });
  if (agentName !== undefined)
    token.roomConfig = new RoomConfiguration({ agents: [new RoomAgentDispatch({ agentName })] });
  return await token.toJwt();
}
