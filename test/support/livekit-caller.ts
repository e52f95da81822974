/** A person in a room, as far as the worker's tests need one: joins with a token, publishes nothing, leaves. */
import { Room } from '@livekit/rtc-node';
import { AccessToken, RoomAgentDispatch, RoomConfiguration } from 'livekit-server-sdk';

export interface LivekitAccess {
  url: string;
  apiKey: string;
  apiSecret: string;
}

export interface Caller {
  room: Room;
  leave(): Promise<void>;
}

/** `agent` asks for an agent through the token's room configuration. */
export async function joinAsCaller(
  livekit: LivekitAccess,
  roomName: string,
  options: { identity?: string; agent?: { name: string; metadata?: string }; subscribe?: boolean } = {},
): Promise<Caller> {
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, {
    identity: options.identity ?? `caller-${roomName}`,
  });
  token.addGrant({ roomJoin: true, room: roomName, canPublish: true, canSubscribe: true });
  if (options.agent)
    token.roomConfig = new RoomConfiguration({
      agents: [new RoomAgentDispatch({ agentName: options.agent.name, metadata: options.agent.metadata ?? '' })],
    });
  const room = new Room();
  await room.connect(livekit.url, await token.toJwt(), {
    autoSubscribe: options.subscribe ?? false,
    dynacast: false,
  });
  return { room, leave: () => room.disconnect() };
}
