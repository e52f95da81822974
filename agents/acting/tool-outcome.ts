/** What one call of a tool came to, as its turn sees it. Types only. */
import type { Approver } from './approvals/approval.ts';

export interface ToolOutcome {
  /** `waiting`: nothing was done, a person was asked. */
  outcome: 'ok' | 'error' | 'denied' | 'unknown' | 'waiting';
  /** For the model. */
  text: string;
  /** With `waiting`: who was asked. */
  by?: Approver;
  /** The same was denied before: the rest of the turn goes without tools. */
  endsTools?: boolean;
}
