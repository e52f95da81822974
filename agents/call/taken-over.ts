/** Who speaks instead of the agent, as the log tells it. Pure. */
import type { CallEvent } from '../log/events.ts';

export interface TakenOver {
  /** The participant who speaks. */
  identity: string;
  /** The person's name, for the page. */
  from: string;
}

/** Undefined: the agent has the call. */
export function takenOverIn(history: readonly CallEvent[]): TakenOver | undefined {
  const last = history.findLast(({ type }) => type === 'operator.took-over' || type === 'operator.gave-back');
  return last?.type === 'operator.took-over' ? { identity: last.identity, from: last.from } : undefined;
}
