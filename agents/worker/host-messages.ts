/**
 * What a worker and its hosts say to each other over the process channel: two tagged unions. Types only.
 * The channel is ordered and local; a host that does not answer `ping` in time is dead to its worker.
 */
import type { CallEvent } from '../log/events.ts';

/** Everything a host needs to take a call. */
export interface CallAssignment {
  callId: string;
  jobId: string;
  roomName: string;
  /** LiveKit URL and the token the assignment came with. */
  url: string;
  token: string;
  /** Identity the agent joins with. */
  agentIdentity: string;
  /** Name of the catalog agent, from the dispatch's metadata; empty: the default agent. */
  agent: string;
  /** The dispatch's metadata as it came. */
  metadata: string;
  /** Events so far, when the call is taken over from a dead or draining host; empty for a new call. */
  history: CallEvent[];
}

export interface HostLoad {
  calls: number;
  cpuFraction: number;
  loopLagP95Ms: number;
  rssBytes: number;
}

export type InboxCommand =
  | { id: string; type: 'message'; text: string; from: string }
  | { id: string; type: 'end'; reason: string }
  /** For the agent alone: it may use it in what it says next, the caller does not hear that it came. */
  | { id: string; type: 'whisper'; text: string; from: string }
  /** A person who joined the room as `identity` speaks instead of the agent, until `give-back`. */
  | { id: string; type: 'take-over'; identity: string; from: string }
  | { id: string; type: 'give-back'; from: string }
  /** A decision about `approvalId` is stored; the call reads it there and goes on accordingly. */
  | { id: string; type: 'approval-decided'; approvalId: string }
  /** A background task has something to say: its end, or a question to the caller. */
  | {
      id: string;
      type: 'task-report';
      taskId: string;
      state: 'COMPLETED' | 'FAILED' | 'ESCALATED';
      goal: string;
      summary: string;
    }
  /** A file lies in the data folder; agents/files/file-store.ts opens it with `fileId` and `key` (base64). */
  | {
      id: string;
      type: 'file';
      fileId: string;
      key: string;
      name: string;
      /** As declared by the sender; may be empty. */
      mediaType: string;
      sizeBytes: number;
      /** Who gave it: the name of an API key. */
      from: string;
    };

export type WorkerToHost =
  | { type: 'start-call'; assignment: CallAssignment }
  | { type: 'end-call'; callId: string; reason: string }
  | { type: 'command'; callId: string; command: InboxCommand }
  /** Events of the call up to and including `seq` are durable. Intents wait for this before they act. */
  | { type: 'committed'; callId: string; seq: number }
  | { type: 'commit-failed'; callId: string; seq: number; reason: string }
  | { type: 'ping'; n: number }
  /** Finish the calls at hand, take no more, then exit. */
  | { type: 'drain' };

export type HostToWorker =
  | { type: 'ready'; pid: number }
  | { type: 'call-started'; callId: string }
  /**
   * `callerLeft`: it ended because nobody was left to talk to; whoever comes back to the room gets a new call.
   * Without it the agent ended the call, and people who stay in the room are not called again.
   */
  | {
      type: 'call-ended';
      callId: string;
      outcome: 'completed' | 'failed' | 'handed-over';
      reason: string;
      callerLeft?: boolean;
    }
  | { type: 'events'; callId: string; userId: string | undefined; events: CallEvent[] }
  | { type: 'pong'; n: number; load: HostLoad }
  /** The server rang: a command waits in the call's inbox. */
  | { type: 'bell'; callId: string }
  | { type: 'fatal'; reason: string };
