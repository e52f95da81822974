/** How a call ended, as its host is told. Types only. */
export interface CallOutcome {
  outcome: 'completed' | 'failed';
  reason: string;
  /** Nobody was left to talk to: whoever comes back to the room gets a new call. */
  callerLeft?: boolean;
}
