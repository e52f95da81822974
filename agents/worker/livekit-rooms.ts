/**
 * What the dispatch watch sees and does in LiveKit: rooms, who is in them, which agents were asked for. One deadline for every request.
 */
import { JobStatus, ParticipantInfo_Kind } from '@livekit/protocol';
import { AgentDispatchClient, RoomServiceClient } from 'livekit-server-sdk';
import type { RoomFacts } from './dispatch-decision.ts';

export interface RoomsPort {
  list(): Promise<{ name: string; sid: string }[]>;
  /** Rejects when the room is gone. */
  look(roomName: string): Promise<RoomFacts>;
  dispatch(roomName: string, agentName: string, metadata: string): Promise<string>;
  removeDispatch(roomName: string, dispatchId: string): Promise<void>;
}

const REQUEST_TIMEOUT_S = 5;
const PEOPLE = new Set([ParticipantInfo_Kind.STANDARD, ParticipantInfo_Kind.SIP, ParticipantInfo_Kind.CONNECTOR]);

export function livekitRooms(options: { url: string; apiKey: string; apiSecret: string }): RoomsPort {
  const url = options.url.replace(/^ws/, 'http');
  const rooms = new RoomServiceClient(url, options.apiKey, options.apiSecret, { requestTimeout: REQUEST_TIMEOUT_S });
  const dispatches = new AgentDispatchClient(url, options.apiKey, options.apiSecret, {
    requestTimeout: REQUEST_TIMEOUT_S,
  });
  return {
    list: async () => (await rooms.listRooms()).map(({ name, sid }) => ({ name, sid })),
    look: async (roomName) => {
      const [participants, found] = await Promise.all([
        rooms.listParticipants(roomName),
        dispatches.listDispatch(roomName),
      ]);
      return {
        people: participants.filter(({ kind }) => PEOPLE.has(kind)).map(({ sid }) => sid),
        agents: participants
          .filter((participant) => participant.kind === ParticipantInfo_Kind.AGENT)
          .map((participant) => participant.attributes['lk.agent.name']),
        dispatches: found
          .filter((dispatch) => !dispatch.state?.deletedAt)
          .map((dispatch) => ({
            id: dispatch.id,
            agentName: dispatch.agentName,
            metadata: dispatch.metadata,
            createdAtMs: nanosToMs(dispatch.state?.createdAt),
            jobs: (dispatch.state?.jobs ?? []).map((job) => ({
              id: job.id,
              ended: job.state?.status === JobStatus.JS_SUCCESS || job.state?.status === JobStatus.JS_FAILED,
              startedAtMs: nanosToMs(job.state?.startedAt),
            })),
          })),
      };
    },
    dispatch: async (roomName, agentName, metadata) =>
      (await dispatches.createDispatch(roomName, agentName, { metadata })).id,
    removeDispatch: (roomName, dispatchId) => dispatches.deleteDispatch(dispatchId, roomName),
  };
}

const nanosToMs = (nanos: bigint | undefined): number => Number((nanos ?? 0n) / 1_000_000n);
