/**
 * The latency budget of one answer: what is done when it is late. Pure: times in, a decision out.
 * Every number is milliseconds after the turn was committed.
 */

export interface LatencyBudget {
  /** Nothing sounds yet: say a filler, once. */
  fillerAfterMs: number;
  /** Still nothing: apologise, give the caller a way out and drop the answer. */
  apologyAfterMs: number;
  /** A reply that has begun but whose next audio does not come: it is ended with what was heard. */
  stallAfterMs: number;
}
export const LATENCY_BUDGET_DEFAULTS: LatencyBudget = {
  fillerAfterMs: 1_300,
  apologyAfterMs: 8_000,
  stallAfterMs: 5_000,
};

export interface AnswerProgress {
  committedAtMs: number;
  /** First audio of the answer itself; fillers do not count. */
  firstAudioAtMs: number | undefined;
  fillerSaid: boolean;
  /** A tool that is allowed to take longer is running: it postpones the apology, not the filler. */
  toolDeadlineAtMs: number | undefined;
  /** When the answer last got anything new to play. */
  lastAudioAtMs: number | undefined;
  ended: boolean;
}
export type LateAction =
  | { do: 'wait'; untilMs: number | undefined }
  | { do: 'filler' }
  | { do: 'apologise' }
  | { do: 'end-stalled' };

export function whenLate(progress: AnswerProgress, budget: LatencyBudget, nowMs: number): LateAction {
  if (progress.ended) return { do: 'wait', untilMs: undefined };
  if (progress.firstAudioAtMs !== undefined) {
    const stallAtMs = Math.max(
      (progress.lastAudioAtMs ?? progress.firstAudioAtMs) + budget.stallAfterMs,
      progress.toolDeadlineAtMs ?? 0,
    );
    return nowMs >= stallAtMs ? { do: 'end-stalled' } : { do: 'wait', untilMs: stallAtMs };
  }
  const apologyAtMs = Math.max(progress.committedAtMs + budget.apologyAfterMs, progress.toolDeadlineAtMs ?? 0);
  if (nowMs >= apologyAtMs) return { do: 'apologise' };
  const fillerAtMs = progress.committedAtMs + budget.fillerAfterMs;
  if (!progress.fillerSaid && nowMs >= fillerAtMs) return { do: 'filler' };
  return { do: 'wait', untilMs: progress.fillerSaid ? apologyAtMs : Math.min(fillerAtMs, apologyAtMs) };
}
