/**
 * What is kept only for so long: calls that are over, what came for them from outside, finished tasks and decided
 * approvals. Memory, keys of users, rules and documents have lives of their own. Types only.
 */

/** How many rows were removed, by kind. */
export interface Removed {
  calls: number;
  events: number;
  commands: number;
  tasks: number;
  approvals: number;
}
export interface SweepResult {
  removed: Removed;
  /** Whose files may go too. */
  callIds: string[];
  /** There is more to remove: sweep again. */
  more: boolean;
}

export interface RetentionStore {
  /**
   * Removes a bounded batch of what has been over since before `beforeMs` (epoch). A call that is live is never touched,
   * and what stays of the log verifies as before. Rejects with StoreError.
   */
  sweep(beforeMs: number): Promise<SweepResult>;
  /** Which of these calls are neither live nor known any more. */
  unknownCalls(callIds: readonly string[]): Promise<string[]>;
  /** Gives free pages back to the disk, a few at a time; how many are left. */
  shrink(): Promise<number>;
  close(): Promise<void>;
}
