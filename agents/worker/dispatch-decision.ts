/**
 * Whether a room waits for an agent that will never come: its dispatch was dropped because no worker was there or all were full.
 * LiveKit says nothing then, and creating the dispatch succeeded. Pure.
 */
export interface DispatchFact {
  id: string;
  agentName: string;
  metadata: string;
  createdAtMs: number;
  /**
   * What livekit-server 1.13.5 says of jobs is a stale copy: none for the first seconds, then "running" even after the end.
   * A job listed here proves that a worker took it, not that it still runs.
   */
  jobs: { id: string; ended: boolean; startedAtMs: number }[];
}

export interface RoomFacts {
  /** LiveKit's ids of people: browsers, phones, connectors. Not agents, recorders or feeds. */
  people: string[];
  /** Name of each agent in the room; undefined when it does not say. */
  agents: (string | undefined)[];
  dispatches: DispatchFact[];
}

export interface WatchFacts {
  agentName: string;
  /** Jobs this worker has finished. */
  finishedJobs: ReadonlySet<string>;
  nowMs: number;
}

/** The dispatch to create again, and all dropped ones that must go so that no second agent ever comes from them. */
export interface Dropped {
  again: DispatchFact;
  remove: string[];
}

/** An agent that took a job and is not in the room after this will not come. */
const JOINING_MS = 20_000;

export function findDropped(room: RoomFacts, facts: WatchFacts): Dropped | undefined {
  if (room.people.length === 0) return undefined;
  if (room.agents.some((name) => name === facts.agentName || name === undefined)) return undefined;
  const ours = room.dispatches.filter((dispatch) => dispatch.agentName === facts.agentName);
  if (ours.some((dispatch) => agentIsComing(dispatch, facts))) return undefined;
  const newest = [...ours].sort((a, b) => b.createdAtMs - a.createdAtMs)[0];
  return newest && { again: newest, remove: ours.map((dispatch) => dispatch.id) };
}

/** Somebody is on the way, however slowly. */
export function agentIsComing(dispatch: DispatchFact, facts: Pick<WatchFacts, 'finishedJobs' | 'nowMs'>): boolean {
  return dispatch.jobs.some(
    (job) => !job.ended && !facts.finishedJobs.has(job.id) && facts.nowMs - job.startedAtMs < JOINING_MS,
  );
}
