/**
 * How long to wait before the next try: doubling, capped, with jitter so that many workers do not return in step.
 * Pure: the random number is an argument.
 */
export interface BackoffPolicy {
  firstMs: number;
  maxMs: number;
}

/** Reconnecting to LiveKit: half a second, doubling to ten. */
export const RECONNECT: BackoffPolicy = { firstMs: 500, maxMs: 10_000 };

/** Wait before try `attempt` (0 = the first retry), between 75 % and 100 % of the doubled value; `random` is in [0, 1). */
export function backoffMs(policy: BackoffPolicy, attempt: number, random: number): number {
  const doubled = Math.min(policy.firstMs * 2 ** Math.max(0, Math.min(attempt, 30)), policy.maxMs);
  return Math.round(doubled * (0.75 + 0.25 * random));
}
