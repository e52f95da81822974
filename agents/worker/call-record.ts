/** What the worker knows of one call while it lives. Shape only. */
import type { CallAssignment } from './host-messages.ts';

export interface CallRecord {
  readonly callId: string;
  readonly jobId: string;
  readonly roomName: string;
  /** LiveKit's id of this life of the room. */
  readonly roomSid: string;
  readonly assignment: CallAssignment;
  /** `queued`: no host yet; `starting`: sent to a host; `running`: the host says it is in the room. */
  state: 'queued' | 'starting' | 'running';
  hostId: number | undefined;
  queuedAtMs: number;
  startedAtMs: number;
  /** Take-overs since the call last ran long enough to count as healthy. */
  takeOvers: number;
  /** It was taken over at least once: LiveKit has ended the job of its first participant. */
  moved: boolean;
  /** Ends a call that waits or starts for too long. */
  deadline: NodeJS.Timeout | undefined;
  /** Why it was asked to end, when it was. */
  endAsked: string | undefined;
}
