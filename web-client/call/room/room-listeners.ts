/**
 * Turns what a LiveKit room says into events of the call: connection, agents, captions, the agent's data packets. Must be
 * attached before the room connects, so that nothing said at the door is missed.
 */
import { DisconnectReason, ParticipantKind, type RemoteParticipant, type Room, RoomEvent } from 'livekit-client';
import { PAGE_EVENT_TOPIC, pageEvent } from '../../../server/api/page-events.ts';
import { AGENT_STATE_ATTRIBUTE, chooseActiveAgent } from '../state/active-agent.ts';
import type { EndReason } from '../state/call-state.ts';
import { newId } from '../state/new-id.ts';
import { listenToCaptions } from './caption-streams.ts';
import type { Dispatch } from './dispatch.ts';
import { listenToSight } from './seen-streams.ts';

/** `onSentAway` is told when the server goes down for a restart: the call is not over if somebody can come back to it. */
export function listenToRoom(room: Room, dispatch: Dispatch, onSentAway: () => void): void {
  const followAgent = (): void => {
    const candidates = [...room.remoteParticipants.values()]
      .filter((participant) => participant.kind === ParticipantKind.AGENT)
      .map((participant) => ({
        identity: participant.identity,
        state: participant.attributes[AGENT_STATE_ATTRIBUTE],
        joinedAtMs: participant.joinedAt?.getTime() ?? 0,
      }));
    dispatch({ type: 'agent-changed', agent: chooseActiveAgent(candidates) });
  };
  room
    .on(RoomEvent.Connected, followAgent)
    .on(RoomEvent.ParticipantConnected, followAgent)
    .on(RoomEvent.ParticipantDisconnected, followAgent)
    .on(RoomEvent.ParticipantAttributesChanged, followAgent)
    .on(RoomEvent.Reconnecting, () => dispatch({ type: 'reconnecting' }))
    .on(RoomEvent.SignalReconnecting, () => dispatch({ type: 'reconnecting' }))
    .on(RoomEvent.Reconnected, () => {
      dispatch({ type: 'reconnected' });
      followAgent();
    })
    .on(RoomEvent.Disconnected, (reason) => {
      if (reason === DisconnectReason.SERVER_SHUTDOWN) onSentAway();
      else dispatch({ type: 'ended', reason: endReason(reason), nowMs: Date.now() });
    })
    .on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
      if (topic === PAGE_EVENT_TOPIC && mayReport(participant)) readPageEvent(payload, dispatch);
    });
  listenToCaptions(room, dispatch);
  listenToSight(room, dispatch);
}

/** Only an agent, or the server itself (a packet without a sender), speaks for the call. */
const mayReport = (participant: RemoteParticipant | undefined): boolean =>
  participant === undefined || participant.kind === ParticipantKind.AGENT;

/** Packets this page does not know (a newer agent, a damaged one) are passed over: they can only add to the page. */
function readPageEvent(payload: Uint8Array, dispatch: Dispatch): void {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return;
  }
  const parsed = pageEvent.safeParse(json);
  if (parsed.success) dispatch({ type: 'page-event', id: newId(), event: parsed.data });
}

function endReason(reason: DisconnectReason | undefined): EndReason {
  switch (reason) {
    case DisconnectReason.CLIENT_INITIATED:
      return 'hung-up';
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return 'room-closed';
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'elsewhere';
    case DisconnectReason.PARTICIPANT_REMOVED:
      return 'removed';
    default:
      return 'lost';
  }
}
