/**
 * After a call: LiveKit forgets the job but keeps its dispatch, which then looks exactly like a dropped one.
 * Where people stayed behind, the agent ended the call: the room's dispatches are removed so that nobody serves them again.
 * Where nobody stayed they are kept: a caller who comes back to the room finds an agent through the dispatch watch.
 */
import { agentIsComing, type RoomFacts } from './dispatch-decision.ts';
import type { RoomsPort } from './livekit-rooms.ts';

/** A caller who hung up is listed for a moment longer; one who comes back is listed under a new id. */
const LEAVING_MS = 1_000;

export async function settleDispatches(
  rooms: RoomsPort,
  roomName: string,
  agentName: string,
  finishedJobs: ReadonlySet<string>,
): Promise<void> {
  const look = (): Promise<RoomFacts | undefined> => rooms.look(roomName).catch(() => undefined); // gone with its dispatches
  const before = await look();
  if (before === undefined || before.people.length === 0) return;
  await new Promise((resolve) => setTimeout(resolve, LEAVING_MS));
  const after = await look();
  if (after === undefined || !after.people.some((sid) => before.people.includes(sid))) return;
  const served = after.dispatches.filter(
    (dispatch) => dispatch.agentName === agentName && !agentIsComing(dispatch, { finishedJobs, nowMs: Date.now() }),
  );
  for (const dispatch of served) await rooms.removeDispatch(roomName, dispatch.id);
}
