/**
 * The times of one turn, by stage: marks in, the log's figures out. Holds no clock of its own; all marks are of the
 * call's monotonic clock.
 */
import type { StageTimes } from '../trace/stages.ts';

type Mark =
  | 'finalTranscript'
  | 'committed'
  | 'recallAsked'
  | 'recallAnswered'
  | 'requested'
  | 'firstToken'
  | 'firstClause'
  | 'synthesisAsked'
  | 'firstByte'
  | 'sounding'
  | 'finished';

export class TurnTimes {
  readonly #marks: Partial<Record<Mark, number>> = {};
  #toolMs = 0;
  /** When the caller's last loud sample was heard; unknown for typed turns. */
  lastLoudAtMs: number | undefined;

  /** Keeps the first time a mark is made. */
  mark(mark: Mark, atMs: number): void {
    this.#marks[mark] ??= atMs;
  }
  at(mark: Mark): number | undefined {
    return this.#marks[mark];
  }
  tool(tookMs: number): void {
    this.#toolMs += tookMs;
  }

  stages(): StageTimes {
    const m = this.#marks;
    // A typed turn has no last sample: its answer is measured from the moment it was committed.
    const origin = this.lastLoudAtMs ?? m.committed;
    const stages: StageTimes = {};
    const put = (stage: keyof StageTimes, from: number | undefined, to: number | undefined) => {
      if (from !== undefined && to !== undefined) stages[stage] = Math.max(0, Math.round((to - from) * 10) / 10);
    };
    if (this.lastLoudAtMs !== undefined) {
      put('hear.endpoint', this.lastLoudAtMs, m.committed);
      put('hear.final', this.lastLoudAtMs, m.finalTranscript);
    }
    put('recall', m.recallAsked, m.recallAnswered);
    put('plan.first_token', m.requested, m.firstToken);
    put('plan.first_clause', m.requested, m.firstClause);
    if (this.#toolMs > 0) stages['act.tool'] = Math.round(this.#toolMs * 10) / 10;
    put('speak.first_byte', m.synthesisAsked, m.firstByte);
    put('speak.playout', m.sounding, m.finished);
    put('turn.ear', origin, m.sounding);
    return stages;
  }
}
