/** When a service that ended by itself is started again, and when no more. Pure: times come in as arguments. */

export interface RestartPolicy {
  /** Waits between an end and the next start: the first, the second, ...; the last one repeats. */
  delaysMs: readonly number[];
  /** More ends than this within `windowMs` are a crash loop. */
  maxEnds: number;
  windowMs: number;
}

/** A host's crash costs a caller half a second, so the first restart is immediate; five in a minute are no accident. */
export const RESTARTS: RestartPolicy = { delaysMs: [0, 500, 1000, 2000, 4000], maxEnds: 5, windowMs: 60_000 };

/** For a part that the rest can do without: tried for ever, at most once a minute. */
export const PATIENT_RESTARTS: RestartPolicy = {
  delaysMs: [1000, 2000, 5000, 15_000, 60_000],
  maxEnds: Number.POSITIVE_INFINITY,
  windowMs: 600_000,
};

/** `endsMs`: when the service ended so far, the latest last. */
export function nextRestart(
  endsMs: readonly number[],
  nowMs: number,
  policy: RestartPolicy = RESTARTS,
): { afterMs: number } | 'give up' {
  const recent = endsMs.filter((endMs) => nowMs - endMs < policy.windowMs);
  if (recent.length > policy.maxEnds) return 'give up';
  return { afterMs: policy.delaysMs[Math.min(Math.max(recent.length, 1), policy.delaysMs.length) - 1] ?? 0 };
}
