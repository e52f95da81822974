/** What the database thread can be asked to do with what is kept only for so long. Types only. */
import type { SweepResult } from '../retention.ts';

export interface RetentionOperations {
  'retention.sweep': { input: { beforeMs: number }; output: SweepResult };
  'retention.unknownCalls': { input: { callIds: string[] }; output: string[] };
  'retention.shrink': { input: undefined; output: number };
}
