/**
 * Whether a room waits for an agent that will never come: its dispatch was dropped because no worker was there or all were full.
 * LiveKit says nothing then, and creating the dispatch succeeded. Pure.
 */
export interface DispatchFact {
  id: string;
  agentName: string;
  metadata: string;
  createdAtMs: number;
  /** livekit-server 1.13.5 lists none, not even running ones; where a server does, they are heeded. */
  jobs: { status: 'pending' | 'running' | 'ended'; endedAtMs: number }[];
}

export interface RoomFacts {
  /** LiveKit's ids of people: browsers, phones, connectors. Not agents, recorders or feeds. */
  people: string[];
  /** Name of each agent in the room; undefined when it does not say. */
  agents: (string | undefined)[];
  dispatches: DispatchFact[];
}

/** The dispatch to create again, and all dropped ones that must go so that no second agent ever comes from them. */
export interface Dropped {
  again: DispatchFact;
  remove: string[];
}

export function findDropped(room: RoomFacts, agentName: string): Dropped | undefined {
  if (room.people.length === 0) return undefined;
  if (room.agents.some((name) => name === agentName || name === undefined)) return undefined;
  const ours = room.dispatches.filter((dispatch) => dispatch.agentName === agentName);
  const jobs = ours.flatMap((dispatch) => dispatch.jobs);
  // Somebody is on the way, however slowly.
  if (jobs.some((job) => job.status !== 'ended')) return undefined;
  // A dispatch dropped before a call that took place was answered by that call.
  const lastEndMs = Math.max(0, ...jobs.map((job) => job.endedAtMs));
  const dropped = ours.filter((dispatch) => dispatch.jobs.length === 0 && dispatch.createdAtMs > lastEndMs);
  const newest = dropped.sort((a, b) => b.createdAtMs - a.createdAtMs)[0];
  if (newest === undefined) return undefined;
  return { again: newest, remove: dropped.map((dispatch) => dispatch.id) };
}
